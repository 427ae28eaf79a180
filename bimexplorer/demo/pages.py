"""The stand-ins' HTML pages: plain forms without scripts, readable without a mouse and by a screen reader."""

from __future__ import annotations

from html import escape

from aiohttp import web

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #566473; --paper: #fff; --ground: #e9edf1;
  --line: #8794a1; --accent: #0b5cad; --alarm: #a3151b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a9b5c1; --paper: #1d262f;
  --ground: #12181e;  --line: #71808e; --accent: #2f7fd0; --alarm: #ff9a94; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, 92vw); margin: 2rem 0; padding: 2rem; background: var(--paper);
  border-radius: .75rem;  box-shadow: 0 1px 3px #0003, 0 8px 24px #0001; }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; }
p { margin: .25rem 0 1rem; color: var(--soft); }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .4rem; }
button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; color: #fff;
  background: var(--accent); border: 0; border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.alarm { padding: .6rem .8rem; color: var(--alarm); border: 1px solid currentColor; border-radius: .4rem; }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { text-align: left; padding: .2rem .5rem .2rem 0; font-weight: 400; }
td { font-family: ui-monospace, monospace; }
"""


def page(title: str, body: str, head: str = "") -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{head}</head>\n<body><main>{body}</main></body></html>\n"
    )


def sign_in(
    service: str,
    request_id: str,
    client_id: str,
    username: str,
    users: list[dict[str, str]],
    refusal: str | None,
) -> str:
    """The form: one text field, one password field, one hidden field, one button. Names the demo users."""
    alarm = f'<p class="alarm" role="alert" id="refusal">{escape(refusal)}</p>' if refusal else ""
    described = ' aria-invalid="true" aria-describedby="refusal"' if refusal else ""
    known = "".join(
        f"<tr><td>{escape(user['username'])}</td><td>{escape(user['password'])}</td></tr>" for user in users
    )
    on_name, on_password = ("", " autofocus") if username else (" autofocus", "")
    return page(
        f"Sign in to {service}",
        f"""<h1>Sign in to {escape(service)}</h1>
<p>{escape(client_id)} asks for access to your files.</p>{alarm}
<form method="post" action="sign-in" accept-charset="utf-8">
<input type="hidden" name="request" value="{escape(request_id)}">
<label for="username">User name</label>
<input id="username" name="username" type="text" value="{escape(username)}" autocomplete="username"
 autocapitalize="none" spellcheck="false" required{on_name}{described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 required{on_password}{described}>
<button type="submit">Sign in</button>
</form>
<table><caption>This is a demo server. Its users:</caption>
<thead><tr><th scope="col">User name</th><th scope="col">Password</th></tr></thead>
<tbody>{known}</tbody></table>""",
    )


def signed_in(name: str) -> str:
    return page(
        "Signed in",
        f'<h1>Signed in</h1><p role="status">Welcome, {escape(name)}. '
        "You can close this window and return to the program.</p>",
    )


def signed_out(redirect_uri: str) -> str:
    address = escape(redirect_uri)
    return page(
        "Signed out",
        '<h1>Signed out</h1><p role="status">You are signed out in this browser.</p>'
        f'<p><a href="{address}">Continue</a></p>',
        head=f'<meta http-equiv="refresh" content="2; url={address}">',
    )


def welcome(title: str) -> str:
    return page(
        title,
        f"<h1>{escape(title)}</h1><p>A stand-in for demonstrations and tests. "
        "Add this page's address as a site in the program.</p>",
    )


def answer(text: str, status: int = 200) -> web.Response:
    """A page as a response: not kept, not framed, nothing loaded from elsewhere."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
    }
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
