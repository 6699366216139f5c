"""PyJWT accepts our tokens, we accept its, both write the same bytes and refuse a changed one."""

import json
import time
import uuid

import jwt
import pytest
from conftest import KEY, OTHER_KEY, VECTORS, Refused, decode, payload
from jwt.algorithms import HMACAlgorithm
from jwt.utils import base64url_encode

NOW = int(time.time())  # PyJWT has no clock to set
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TEMPLATE = {
    "name": "dashboard_{user_id}",
    "ttl": "10m",
    "scopes": [
        {"type": "PIPES:READ", "resource": "top_pages", "fixed_params": {"org_id": "{org_id}", "n": 7, "f": 0.5}},
        {"type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = {org_id:String}"},
    ],
    "limits": {"rps": 10},
}
ASCII = ["acme", 'it\'s "quoted" \\ /', "u\0\x1f\n\t\r\b\f1", "' OR 1=1 --", "{{x}} <script>", "x" * 2500]
UNICODE = ["Zoë", "✓ 😀 \u2028\u2029", "日本語", "\x7f\x80\x9f\ufeff\uffff\U0010ffff"]


class Utf8(json.JSONEncoder):
    """PyJWT escapes what is not printable ASCII; JavaScript, Rust and we do not. Told not to, it writes the same."""

    def __init__(self, **options):
        super().__init__(**{**options, "ensure_ascii": False})


def mint(mintbird, *users, **options):
    params = [{"user_id": user, "org_id": user} for user in users]
    return mintbird("mint", template=TEMPLATE, key=KEY, params=params, **{"now": NOW, **options})


def changed(token, at):
    """The token with the highest bit of one character's six turned over."""
    return token[:at] + ALPHABET[ALPHABET.index(token[at]) ^ 32] + token[at + 1 :]


def positions(token):
    return [at for at, character in enumerate(token) if character != "."]


def test_pyjwt_accepts_ours(mintbird):
    for user, token in zip(ASCII + UNICODE, mint(mintbird, *ASCII, *UNICODE), strict=True):
        claims = jwt.decode(
            token, KEY, algorithms=["HS256"], options={"require": ["exp", "workspace_id", "name", "scopes"]}
        )
        assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
        assert claims["name"] == f"dashboard_{user}"
        assert claims["exp"] == NOW + 600
        assert claims["scopes"][0]["fixed_params"] == {"org_id": user, "n": 7, "f": 0.5}


def test_we_accept_pyjwts(mintbird):
    for user, token in zip(ASCII + UNICODE, mint(mintbird, *ASCII, *UNICODE), strict=True):
        claims = {**payload(token), "sub": user, "iat": NOW, "nbf": NOW, "aud": ["a", "b"], "jti": "1"}
        for encoder in [json.JSONEncoder, Utf8]:
            theirs = jwt.encode(claims, KEY, algorithm="HS256", json_encoder=encoder)
            assert mintbird("verify", token=theirs, key=KEY, now=NOW) == claims


def test_both_write_the_same_bytes(mintbird):
    for token in mint(mintbird, *ASCII):
        assert jwt.encode(payload(token), KEY, algorithm="HS256") == token
        assert mintbird("sign", claims=payload(token), key=KEY) == token
    for token in mint(mintbird, *UNICODE):
        assert jwt.encode(payload(token), KEY, algorithm="HS256", json_encoder=Utf8) == token
        assert mintbird("sign", claims=payload(token), key=KEY) == token
    later = mint(mintbird, "u", now=123_123_122_523)[0]
    assert jwt.encode(payload(later), KEY, algorithm="HS256") == later


def test_each_refuses_a_changed_byte(mintbird):
    (ours,) = mint(mintbird, "u_1")
    for at in positions(ours):
        with pytest.raises(jwt.InvalidTokenError):
            jwt.decode(changed(ours, at), KEY, algorithms=["HS256"])
    theirs = jwt.encode({**payload(ours), "sub": "pyjwt"}, KEY, algorithm="HS256")
    mintbird("verify", token=theirs, key=KEY, now=NOW)
    for at in positions(theirs):
        with pytest.raises(Refused):
            mintbird("verify", token=changed(theirs, at), key=KEY, now=NOW)


def test_each_refuses_what_has_expired_and_what_another_key_has_signed(mintbird):
    (old,) = mint(mintbird, "u_1", now=NOW - 601)
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(old, KEY, algorithms=["HS256"])
    (ours,) = mint(mintbird, "u_1")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(ours, OTHER_KEY, algorithms=["HS256"])
    for claims, key, algorithm, code in [
        (payload(old), KEY, "HS256", "expired"),
        (payload(ours), OTHER_KEY, "HS256", "signature"),
        (payload(ours), KEY, "HS384", "alg"),
        (payload(ours), None, "none", "alg"),
        ({**payload(ours), "exp": NOW + 0.5}, KEY, "HS256", "expired"),
        ({**payload(ours), "exp": 0.5}, KEY, "HS256", "claims"),
    ]:
        with pytest.raises(Refused) as refused:
            mintbird("verify", token=jwt.encode(claims, key, algorithm=algorithm), key=KEY, now=NOW)
        assert refused.value.code == code


def test_the_real_local_tokens_are_read(mintbird):
    for pair in VECTORS["tokens"]:
        for text in pair.values():
            _, encoded, mac = text.split(".")
            said = {**json.loads(decode(encoded)), "apiHost": None}
            assert mintbird("parseStaticToken", text=text) == said
            assert mintbird("verifyStaticToken", token=text, key=VECTORS["mac_key"]) == said
            assert HMACAlgorithm(HMACAlgorithm.SHA256).verify(
                encoded.encode(), VECTORS["mac_key"].encode(), decode(mac)
            )


def test_our_local_tokens_are_made_like_them(mintbird):
    hs256 = HMACAlgorithm(HMACAlgorithm.SHA256)
    for pair in mintbird("generateLocalTokens", count=100):
        assert list(pair) == ["workspace_token", "user_token"]
        for text in pair.values():
            prefix, encoded, mac = text.split(".")
            fields = json.loads(decode(encoded))
            assert prefix == "p"
            assert decode(encoded).decode() == json.dumps({"u": fields["u"], "id": fields["id"], "host": None})
            assert hs256.verify(encoded.encode(), b"abcd", decode(mac))
            assert not hs256.verify(encoded.encode(), b"abce", decode(mac))


def test_pyjwt_makes_the_same_static_tokens(mintbird):
    hs256 = HMACAlgorithm(HMACAlgorithm.SHA256)
    for host, key in [(None, "abcd"), ("us_east", "abcd"), ("gcp-europe-west2", "k" * 100)]:
        fields = {"u": str(uuid.uuid4()), "id": str(uuid.uuid4()), "host": host}
        encoded = base64url_encode(json.dumps(fields).encode())
        theirs = f"p.{encoded.decode()}.{base64url_encode(hs256.sign(encoded, key.encode())).decode()}"
        assert mintbird("mintStaticToken", **fields, key=key) == theirs
        said = mintbird("verifyStaticToken", token=theirs, key=key)
        assert {name: said[name] for name in fields} == fields
        for at in positions(theirs):
            with pytest.raises(Refused):
                mintbird("verifyStaticToken", token=changed(theirs, at) if at > 1 else theirs[1:], key=key)
