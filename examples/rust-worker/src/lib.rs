use mintbird::{Minter, SigningKey, Template};
use serde_json::{Value, json};
use worker::{Context, Date, Env, Method, Request, Response, Result, event};

const TEMPLATE: &str = r#"{
    "name": "dashboard_{user_id}",
    "ttl": "10m",
    "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}" } }],
    "limits": { "rps": 10 }
}"#;

/// Stands in for your session store: unguessable session ids, issued at login, and their users.
fn user(session: &str) -> Option<(&'static str, &'static str)> {
    match session {
        "demo-session" => Some(("u_1", "acme")),
        _ => None,
    }
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> Result<Response> {
    if request.method() != Method::Post {
        return Response::error("ask for a token with POST", 405);
    }
    let cookies = request.headers().get("Cookie")?.unwrap_or_default();
    let session = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session="));
    // No session, no token.
    let Some((user_id, org_id)) = session.and_then(user) else {
        return Response::error("sign in to get a token", 401);
    };
    let answer = mint(&env.secret("TINYBIRD_SIGNING_KEY")?.to_string(), user_id, org_id)
        .map_err(|error| worker::Error::from(error.to_string()))?;
    let mut response = Response::from_json(&answer)?;
    response.headers_mut().set("Cache-Control", "no-store")?;
    Ok(response)
}

fn mint(key: &str, user_id: &str, org_id: &str) -> std::result::Result<Value, mintbird::Error> {
    let minter = Minter::new(Template::parse(TEMPLATE)?, SigningKey::new(key)?)?;
    let now = Date::now().as_millis() / 1000;
    let token = minter.mint([("user_id", user_id), ("org_id", org_id)], now)?;
    Ok(json!({ "token": token, "expires_at": now + minter.ttl() }))
}
