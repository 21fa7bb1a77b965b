"""Looks at how the LINE channel is set up, for `helpline check`: codes and plain values only.

It asks only about our own account, and never changes anything there; to try the webhook it has LINE
send it one empty request.
"""

import msgspec

from connectors.line import quota as line_quota
from connectors.line.access import LineAccess
from connectors.line.call import LineCalls, Verdict
from connectors.line.event import CHANNEL
from connectors.look import Fact, Look, Problem


class _Info(msgspec.Struct, rename="camel"):
    chat_mode: str = ""
    basic_id: str = ""


class _Endpoint(msgspec.Struct):
    endpoint: str = ""
    active: bool = False


class _Trial(msgspec.Struct, rename="camel"):
    success: bool = False
    status_code: int = 0
    reason: str = ""


async def look(access: LineAccess) -> Look:
    """Ask LINE how the channel is set up.

    Problems, by code: `unreachable`; `token` (refused); `unreadable` (no answer of LINE's);
    `chat_on` (chat mode is on: every admin of the account sees profile and words of a child);
    `webhook_missing`; `webhook_off`; `webhook_elsewhere` (`url`, `expected`); `public_url_missing`;
    `webhook_failing` (`status`, `reason`; also when the helpline is not running now);
    `quota_low` and `quota_gone` (`limit`, `used`, `percent`).

    Facts: `basic_id`, `chat_mode`, `webhook_url`, `webhook_active`, `webhook_tested`,
    `quota_limit` (-1: none), `quota_used`, `quota_percent`.
    """
    calls = LineCalls(access)
    await calls.open()
    try:
        answer = await calls.info()
        if answer.verdict is not Verdict.TAKEN:
            return _away(answer.verdict, heard=answer.heard)
        report = _Report(calls, access)
        report.see_info(answer.body)
        await report.see_endpoint()
        await report.see_quota()
        return Look(CHANNEL, reachable=True, facts=report.facts, problems=tuple(report.problems))
    finally:
        await calls.close()


def _away(verdict: Verdict, *, heard: bool) -> Look:
    code = "token" if verdict is Verdict.DENIED else "unreadable" if heard else "unreachable"
    return Look(CHANNEL, reachable=heard, problems=(Problem(code),))


class _Report:
    """What was found so far."""

    def __init__(self, calls: LineCalls, access: LineAccess) -> None:
        self._calls = calls
        self._expected = access.webhook_url
        self.facts: dict[str, Fact] = {}
        self.problems: list[Problem] = []

    def see_info(self, body: bytes) -> None:
        """See how the account is set up."""
        info = self._read(body, _Info)
        self.facts |= {"basic_id": info.basic_id, "chat_mode": info.chat_mode}
        if info.chat_mode == "chat":
            self._note("chat_on")

    async def see_endpoint(self) -> None:
        """See where events go, and whether they arrive."""
        answer = await self._calls.endpoint()
        if self._expected is None:
            self._note("public_url_missing")
        if answer.verdict is not Verdict.TAKEN:
            self._note("webhook_missing")
            return
        found = self._read(answer.body, _Endpoint)
        self.facts |= {"webhook_url": found.endpoint, "webhook_active": found.active}
        if not found.active:
            self._note("webhook_off")
        if self._expected is not None and found.endpoint != self._expected:
            self._note("webhook_elsewhere", url=found.endpoint, expected=self._expected)
        elif found.active:
            await self._try_endpoint()

    async def _try_endpoint(self) -> None:
        trial = self._read((await self._calls.try_endpoint()).body, _Trial)
        self.facts["webhook_tested"] = trial.success
        if not trial.success:
            fields: dict[str, Fact] = {"status": trial.status_code, "reason": trial.reason}
            self.problems.append(Problem("webhook_failing", fields, "warning"))

    async def see_quota(self) -> None:
        """See how much of the month's messages is used up."""
        quota = await line_quota.ask(self._calls)
        if quota is None:
            self._note("unreadable")
            return
        limit = -1 if quota.limit is None else quota.limit
        values: dict[str, Fact] = {"limit": limit, "used": quota.used, "percent": quota.percent}
        self.facts |= {f"quota_{name}": value for name, value in values.items()}
        if quota.gone:
            self.problems.append(Problem("quota_gone", values))
        elif quota.low:
            self.problems.append(Problem("quota_low", values, "warning"))

    def _note(self, code: str, **fields: Fact) -> None:
        self.problems.append(Problem(code, fields))

    def _read[Form: msgspec.Struct](self, body: bytes, form: type[Form]) -> Form:
        """Read an answer; what cannot be read is a problem, and counts as empty."""
        try:
            return msgspec.json.decode(body, type=form)
        except ValueError:
            self._note("unreadable")
            return form()
