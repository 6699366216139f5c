//! Whether the time that refusing a signature takes says where it is wrong. After dudect (Reparaz, Balasch, Verbauwhede: "Dude,
//! is my code constant time?", 2017): two classes of tokens in random order, and Welch's t-test on the times that they took. A
//! comparison that stops at the first difference goes through the same test, to show that it would be seen.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a program")]
#![allow(clippy::indexing_slicing, reason = "a program")]

#[path = "../tests/it/known.rs"]
mod known;

use std::hint::black_box;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mintbird::{Claims, SigningKey, Verifier, sign};

use known::{KEY, NOW};

const SAMPLES: usize = 1_000_000;
/// Above it, dudect calls code certainly not constant in time.
const LIMIT: f64 = 10.0;
/// A busy machine can disturb one run; a leak is there in all of them.
const RUNS: usize = 3;

/// Welch's t of the times of two classes, without the slowest tenth: interrupts, not the code.
fn t_test(classes: [&mut dyn FnMut() -> bool; 2], mut prepare: impl FnMut(usize)) -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..SAMPLES {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let class = (state >> 40) as usize & 1;
        prepare(class);
        let start = Instant::now();
        let found = black_box(classes[class]());
        times[class].push(start.elapsed().as_nanos() as f64);
        assert!(!found);
    }
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let slowest = all[all.len() / 10 * 9];
    let statistics = times.map(|times| {
        let kept: Vec<f64> = times.into_iter().filter(|time| *time <= slowest).collect();
        let count = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / count;
        let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    });
    let [(one, one_error), (other, other_error)] = statistics;
    (one - other) / (one_error + other_error).sqrt()
}

/// The smallest |t| of several runs.
fn smallest(mut run: impl FnMut() -> f64) -> f64 {
    let mut smallest = f64::INFINITY;
    for _ in 0..RUNS {
        smallest = smallest.min(run().abs());
        if smallest < LIMIT {
            break;
        }
    }
    smallest
}

fn main() {
    let verifier = Verifier::new([SigningKey::new(KEY).unwrap()]).unwrap();
    let claims = Claims::parse(
        r#"{"workspace_id":"47c5dbba-8063-4765-b2e7-4be1bce2370e","name":"n","exp":1700000600,"scopes":[{"type":"PIPES:READ","resource":"r"}]}"#,
    );
    let token = sign(&claims.unwrap(), &SigningKey::new(KEY).unwrap()).unwrap();
    let (input, mac) = token.rsplit_once('.').unwrap();
    let mac = URL_SAFE_NO_PAD.decode(mac).unwrap();
    let wrong_at = |at: usize| {
        let mut wrong = mac.clone();
        wrong[at] ^= 1;
        wrong
    };
    let wrong = [wrong_at(0), wrong_at(31)];
    let tokens = wrong.clone().map(|mac| format!("{input}.{}", URL_SAFE_NO_PAD.encode(mac)));

    let ours = smallest(|| {
        // One place in memory for both classes.
        let place = std::cell::RefCell::new(token.clone());
        let mut verify = || verifier.verify(black_box(&place.borrow()), NOW).is_ok();
        let mut again = || verifier.verify(black_box(&place.borrow()), NOW).is_ok();
        t_test([&mut verify, &mut again], |class| {
            let mut place = place.borrow_mut();
            place.clear();
            place.push_str(&tokens[class]);
        })
    });
    let stops_early = smallest(|| {
        let place = std::cell::RefCell::new(mac.clone());
        let compare =
            || black_box(&*place.borrow()).iter().zip(black_box(&mac)).all(|(one, other)| black_box(one == other));
        let (mut one, mut other) = (compare, compare);
        t_test([&mut one, &mut other], |class| place.borrow_mut().copy_from_slice(&wrong[class]))
    });
    println!(
        "trust: timing of wrong signatures, first byte or last | {SAMPLES} measurements, t = {ours:.1}; of a comparison that stops early, {stops_early:.1} | {} found",
        u8::from(ours >= LIMIT)
    );
    assert!(stops_early >= LIMIT, "the test would not see a leak");
    assert!(ours < LIMIT, "where a signature is wrong can be measured");
}
