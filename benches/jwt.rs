//! Minting, signing and verifying beside jwt-simple and jsonwebtoken: two scopes, three params, as in benches/js.
//!
//! Nobody takes part whose token another library does not find valid.
#![allow(missing_docs, reason = "a program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a program"
)]

#[path = "../tests/it/known.rs"]
mod known;

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use jwt_simple::prelude::{HS256Key, JWTClaims, MACLike as _};
use mintbird::{Claims, Minter, SigningKey, Template, Value, Verifier, inspect, sign};
use serde_json::{Value as Json, json};

use known::{KEY, WORKSPACE};

const TEMPLATE: &str = r#"{
    "name": "dashboard_{user_id}", "ttl": 600,
    "scopes": [
        { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}", "currency": "{currency}" } },
        { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = {org_id:String}" }
    ],
    "limits": { "rps": 10 }
}"#;
const BATCH: usize = 1000;

fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

fn params() -> [(&'static str, Value<'static>); 3] {
    [("user_id", "u_12".into()), ("org_id", "org_12".into()), ("currency", "eur".into())]
}

/// What an application puts together for the other libraries.
fn claims() -> Json {
    let (user_id, org_id, currency) = black_box(("u_12", "org_12", "eur"));
    json!({
        "workspace_id": WORKSPACE,
        "name": format!("dashboard_{user_id}"),
        "exp": now() + 600,
        "scopes": [
            { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": org_id, "currency": currency } },
            { "type": "DATASOURCES:READ", "resource": "events", "filter": format!("org_id = '{org_id}'") }
        ],
        "limits": { "rps": 10 }
    })
}

/// jwt-simple keeps the times to itself.
fn simple_claims(mut claims: Json) -> JWTClaims<Json> {
    let exp = claims.as_object_mut().unwrap().remove("exp").and_then(|exp| exp.as_u64()).unwrap();
    let mut claims = jwt_simple::claims::Claims::with_custom_claims(claims, Duration::from_secs(600).into());
    claims.issued_at = None;
    claims.invalid_before = None;
    claims.expires_at = Some(Duration::from_secs(exp).into());
    claims
}

fn compare(c: &mut Criterion) {
    let key = || SigningKey::new(KEY).unwrap();
    let minter = Minter::new(Template::parse(TEMPLATE).unwrap(), key()).unwrap();
    let verifier = Verifier::new([key()]).unwrap();
    let signing_key = key();
    let simple = HS256Key::from_bytes(KEY.as_bytes());
    let encoding = EncodingKey::from_secret(KEY.as_bytes());
    let decoding = DecodingKey::from_secret(KEY.as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.validate_aud = false;
    let header = Header::new(Algorithm::HS256);

    let expected = claims();
    let check = |token: &str| {
        let theirs = jsonwebtoken::decode::<Json>(token, &decoding, &validation).expect("a valid token").claims;
        let simple = simple.verify_token::<Json>(token, None).expect("a valid token").custom;
        for name in ["name", "scopes", "limits"] {
            assert_eq!((&theirs[name], &simple[name]), (&expected[name], &expected[name]));
        }
    };
    check(&minter.mint(params(), now()).unwrap());
    minter.mint_many(vec![params(); BATCH], now()).unwrap().iter().for_each(|token| check(token));
    check(&simple.authenticate(simple_claims(claims())).unwrap());
    check(&jsonwebtoken::encode(&header, &claims(), &encoding).unwrap());

    let mut group = c.benchmark_group("mint");
    group.bench_function("mintbird", |b| b.iter(|| minter.mint(black_box(params()), now()).unwrap()));
    group.bench_function("jwt-simple", |b| b.iter(|| simple.authenticate(simple_claims(claims())).unwrap()));
    group.bench_function("jsonwebtoken", |b| b.iter(|| jsonwebtoken::encode(&header, &claims(), &encoding).unwrap()));
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function("mintbird mint_many(1000)", |b| {
        b.iter(|| minter.mint_many(black_box(vec![params(); BATCH]), now()).unwrap())
    });
    group.finish();

    let token = minter.mint(params(), now() + 86_400 * 365).unwrap();
    let text = claims().to_string();
    let ready = Claims::parse(&text).unwrap();
    let mut group = c.benchmark_group("sign");
    group.bench_function("mintbird", |b| b.iter(|| sign(black_box(&ready), &signing_key).unwrap()));
    group.finish();

    let mut group = c.benchmark_group("verify");
    group.bench_function("mintbird", |b| b.iter(|| verifier.verify(black_box(&token), now()).unwrap()));
    group.bench_function("jwt-simple", |b| {
        b.iter(|| simple.verify_token::<Json>(black_box(&token), None).unwrap());
    });
    group.bench_function("jsonwebtoken", |b| {
        b.iter(|| jsonwebtoken::decode::<Json>(black_box(&token), &decoding, &validation).unwrap());
    });
    group.finish();

    c.bench_function("inspect/mintbird", |b| b.iter(|| inspect(black_box(&token), now())));
    c.bench_function("template compile/mintbird", |b| {
        b.iter(|| Minter::new(Template::parse(black_box(TEMPLATE)).unwrap(), key()).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = compare
}
criterion_main!(benches);
