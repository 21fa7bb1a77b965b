"""Passkeys (WebAuthn): a device proves its person by touch, face or PIN, without password or code.

A passkey works only at the host it was made for, so that no copied page can use it. A challenge is
kept once, for two minutes, for one browser. No name is asked: the passkey brings a keyed hash.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import webauthn
from redis.asyncio import Redis
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from handoff.desk.account import Account, Accounts, Passkey
from handoff.desk.declined import Declined
from handoff.desk.session import digest
from handoff.desk.site import Site
from handoff.thai_time import day_of

_CHALLENGE_MS = 2 * 60_000
_OURS = "Helpline desk"
_NOT_ONE = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the package raises over an answer no device of ours has given."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back from its device.

    Attributes:
        text: JSON, as the browser makes it.
        visitor: the token of the browser's cookie, to which the challenge was given.
        site: how the browser reached the desk.
    """

    text: str = field(repr=False)
    visitor: str = field(repr=False)
    site: Site


class Passkeys:
    """The passkeys of all accounts.

    Args:
        redis: a client that returns bytes.
        accounts: whose passkeys they are.
        clock: milliseconds since the epoch.
    """

    def __init__(self, redis: Redis, accounts: Accounts, clock: Callable[[], int]) -> None:
        self._redis = redis
        self._accounts = accounts
        self._clock = clock

    async def to_make(self, name: str, visitor: str, site: Site) -> str:
        """Return what the browser needs to make a passkey, as JSON."""
        account = await self._accounts.known(name)
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=_OURS,
            user_name=account.name,
            user_id=bytes.fromhex(self._accounts.field_of(account.name)),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id))
                for one in account.passkeys
            ],
        )
        await self._keep("make", visitor, options.challenge)
        return options_to_json(options)

    async def make(self, name: str, answer: Answer) -> None:
        """Add the passkey a device has made.

        Raises:
            Declined: it is not what was asked for.
        """
        challenge = await self._taken("make", answer.visitor)
        account = await self._accounts.known(name)
        try:
            made = webauthn.verify_registration_response(
                credential=answer.text,
                expected_challenge=challenge,
                expected_rp_id=answer.site.host,
                expected_origin=answer.site.origin,
                require_user_verification=True,
            )
        except _NOT_ONE:
            raise _declined() from None
        passkey = Passkey(
            id=bytes_to_base64url(made.credential_id),
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
            host=answer.site.host,
            made_on=day_of(self._clock()),
        )
        kept = tuple(one for one in account.passkeys if one.id != passkey.id)
        await self._accounts.put(replace(account, passkeys=(*kept, passkey)), was=account)

    async def remove(self, name: str, passkey_id: str) -> None:
        """Let a passkey open nothing any more."""
        account = await self._accounts.known(name)
        kept = tuple(one for one in account.passkeys if one.id != passkey_id)
        await self._accounts.put(replace(account, passkeys=kept), was=account)

    async def to_prove(self, visitor: str, site: Site) -> str:
        """Return what the browser needs to prove its person, as JSON; it names nobody."""
        options = webauthn.generate_authentication_options(
            rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
        )
        await self._keep("prove", visitor, options.challenge)
        return options_to_json(options)

    async def proved(self, answer: Answer) -> Account:
        """Return the account whose person a device has proved.

        Raises:
            Declined: nobody's device that may sign in has signed this challenge, or an older copy
                of it has.
        """
        challenge = await self._taken("prove", answer.visitor)
        try:
            brought = parse_authentication_credential_json(answer.text)
            account = await self._accounts.at((brought.response.user_handle or b"").hex())
            known = account.passkeys if account and account.active else ()
            [passkey] = [one for one in known if one.id == bytes_to_base64url(brought.raw_id)]
            found = webauthn.verify_authentication_response(
                credential=brought,
                expected_challenge=challenge,
                expected_rp_id=passkey.host,
                expected_origin=answer.site.origin,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _NOT_ONE:
            raise _declined() from None
        return await self._counted(account, passkey, found.new_sign_count)

    async def _counted(self, account: Account | None, passkey: Passkey, count: int) -> Account:
        if account is None:
            raise _declined()
        used = tuple(
            replace(one, sign_count=count) if one == passkey else one for one in account.passkeys
        )
        counted = replace(account, passkeys=used)
        if counted != account:
            await self._accounts.put(counted, was=account)
        return counted

    async def _keep(self, purpose: str, visitor: str, challenge: bytes) -> None:
        await self._redis.set(_place(purpose, visitor), challenge, px=_CHALLENGE_MS)

    async def _taken(self, purpose: str, visitor: str) -> bytes:
        challenge = await self._redis.getdel(_place(purpose, visitor))
        if challenge is None:
            raise _declined()
        return challenge if isinstance(challenge, bytes) else challenge.encode()


def _declined() -> Declined:
    return Declined("passkey", "this passkey does not open the desk: sign in with a password")


def _place(purpose: str, visitor: str) -> str:
    return f"{{staff}}:challenge:{purpose}:{digest(visitor)}"
