"""Reads JSON: a key, the time, and tokens. Writes what PyJWT says of each: its exp and name, or the error's name."""

import datetime
import json
import sys
import warnings

import jwt
import jwt.api_jwt

asked = json.load(sys.stdin)


class Clock(datetime.datetime):
    """PyJWT takes no time from its caller."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(asked["now"], tz)


assert jwt.api_jwt.datetime is datetime.datetime
jwt.api_jwt.datetime = Clock
warnings.simplefilter("ignore")
verdicts = []
for token in asked["tokens"]:
    try:
        claims = jwt.decode(token, asked["key"], algorithms=["HS256"], options={"require": ["exp"], "verify_sub": False, "verify_jti": False})
        verdicts.append([claims["exp"], claims.get("name")])
    except Exception as error:  # whatever it is, the token was not accepted
        verdicts.append(type(error).__name__)
json.dump(verdicts, sys.stdout)
