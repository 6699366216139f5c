//! What a token costs grows with its scopes, and not with their square.

use std::hint::black_box;
use std::time::{Duration, Instant};

use mintbird::{Claims, Request, authorize, inspect, sign};

use super::{key, verifier};
use crate::common::token;
use crate::known::{NOW, WORKSPACE};

const FEW: usize = 20;
const MANY: usize = 100;
/// Five times the scopes, and some room.
const MOST: f64 = 6.0;

fn claims(scopes: usize) -> String {
    let scopes: Vec<_> = (0..scopes)
        .map(|at| format!(r#"{{"type":"PIPES:READ","resource":"pipe_{at}","fixed_params":{{"org_id":"acme"}}}}"#))
        .collect();
    format!(r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":{},"scopes":[{}]}}"#, NOW + 600, scopes.join(","))
}

/// How much longer the second takes than the first. The fastest of many runs counts, in turns: a busy machine slows some of them.
fn ratio<T>(few: &mut dyn FnMut() -> T, many: &mut dyn FnMut() -> T) -> f64 {
    let time = |run: &mut dyn FnMut() -> T| {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..200 {
        fastest = [fastest[0].min(time(few)), fastest[1].min(time(many))];
    }
    fastest[1].as_secs_f64() / fastest[0].as_secs_f64()
}

fn grows_linearly<I, T>(what: &str, input: impl Fn(usize) -> I, run: impl Fn(&I) -> T) {
    let [few, many] = [FEW, MANY].map(input);
    let ratio = ratio(&mut || run(&few), &mut || run(&many));
    assert!(ratio <= MOST, "{what}: {MANY} scopes take {ratio:.1} times as long as {FEW}");
}

#[test]
fn verifying() {
    let verifier = verifier();
    grows_linearly("verify", |scopes| token(&claims(scopes)), |token| verifier.verify(token, NOW).unwrap());
}

/// Of the pipe that the last scope names.
#[test]
fn authorizing() {
    let last = |scopes| format!("pipe_{}", scopes - 1);
    let parsed = |scopes| (claims(scopes).parse::<Claims<'_>>().unwrap(), last(scopes));
    grows_linearly("authorize", parsed, |(claims, pipe)| authorize(claims, &Request::pipe(pipe)).unwrap().into_owned());
    let verifier = verifier();
    let signed = |scopes| (token(&claims(scopes)), last(scopes));
    grows_linearly("authorize of a token", signed, |(token, pipe)| {
        verifier.authorize(token, &Request::pipe(pipe), NOW).unwrap()
    });
}

#[test]
fn inspecting() {
    grows_linearly("inspect", |scopes| token(&claims(scopes)), |token| inspect(token, NOW));
}

#[test]
fn signing() {
    let key = key();
    grows_linearly(
        "sign",
        |scopes| claims(scopes).parse::<Claims<'_>>().unwrap(),
        |claims| sign(claims, &key).unwrap(),
    );
    grows_linearly("claims", claims, |claims| Claims::parse(claims).unwrap().scopes().len());
}
