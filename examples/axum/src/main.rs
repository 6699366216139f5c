use std::{env, error::Error, sync::Arc, time::Duration, time::SystemTime};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use mintbird::{Minter, RateLimiter, Request, SigningKey, Template, Verifier};
use serde_json::json;

const TEMPLATE: &str = r#"{
    "name": "dashboard_{user_id}",
    "ttl": "10m",
    "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}" } }],
    "limits": { "rps": 10 }
}"#;

/// What all handlers share.
struct App {
    minter: Minter,
    verifier: Verifier,
    limiter: RateLimiter,
}

/// Stands in for your session store: unguessable session ids, issued at login, and their users.
fn user(session: &str) -> Option<(&'static str, &'static str)> {
    match session {
        "demo-session" => Some(("u_1", "acme")),
        _ => None,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = SigningKey::new(&env::var("TINYBIRD_SIGNING_KEY")?)?;
    let app = App {
        minter: Minter::new(Template::parse(TEMPLATE)?, &key)?,
        verifier: Verifier::new([key])?,
        limiter: RateLimiter::new(100_000)?,
    };
    let router =
        Router::new().route("/token", post(token)).route("/v0/pipes/{file}", get(endpoint)).with_state(Arc::new(app));
    let port = env::var("PORT").unwrap_or("3000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://localhost:{}", listener.local_addr()?.port());
    Ok(axum::serve(listener, router).await?)
}

async fn token(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let cookies = text(&headers, header::COOKIE);
    let session = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session="));
    // No session, no token.
    let Some((user_id, org_id)) = session.and_then(user) else {
        return refuse(StatusCode::UNAUTHORIZED, "unauthenticated", "sign in to get a token");
    };
    let now = now().as_secs();
    match app.minter.mint([("user_id", user_id), ("org_id", org_id)], now) {
        Ok(token) => {
            let answer = json!({ "token": token, "expires_at": now + app.minter.ttl() });
            ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
        }
        Err(error) => {
            eprintln!("{error}");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, error.code(), "no token could be made")
        }
    }
}

async fn endpoint(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let pipe = file.strip_suffix(".json").unwrap_or(&file);
    let query = query.unwrap_or_default();
    let request = Request::pipe(pipe).query(&query);
    let authorization = text(&headers, header::AUTHORIZATION);
    let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
    let grant = match app.verifier.authorize(token, &request, now().as_secs()) {
        Ok(grant) => grant,
        Err(denial) => {
            let status = StatusCode::from_u16(denial.status()).unwrap_or(StatusCode::FORBIDDEN);
            return refuse(status, denial.code(), &denial.to_string());
        }
    };
    let take = app.limiter.take(grant.name(), grant.rps().unwrap_or(0), now());
    if !take.allowed {
        let refusal = refuse(StatusCode::TOO_MANY_REQUESTS, "rate-limit", "too many requests for this token's name");
        // Whole seconds, rounded up.
        let seconds = take.retry_after.as_millis().div_ceil(1000);
        return ([(header::RETRY_AFTER, seconds.to_string())], refusal).into_response();
    }
    // Tinybird is called here, with a static token.
    Json(json!({ "path": format!("/v0/pipes/{pipe}.json?{}", grant.to_query()) })).into_response()
}

fn refuse(status: StatusCode, code: &str, error: &str) -> Response {
    (status, Json(json!({ "error": error, "code": code }))).into_response()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Since the Unix epoch.
fn now() -> Duration {
    SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default()
}
