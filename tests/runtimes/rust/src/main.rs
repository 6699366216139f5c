//! Prints the token that the library mints.

use std::process::ExitCode;

fn main() -> ExitCode {
    match consumer::run() {
        Ok(token) => {
            println!("{token}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
