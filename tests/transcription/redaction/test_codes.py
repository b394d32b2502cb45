"""Card codes, one-time codes, passwords and PINs are destroyed where words give them away."""

import pytest

from transcription.redaction.redacting import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cvv 123", "cvv [card code]"),
        ("The CVC is: 1234.", "The CVC is: [card code]."),
        ("the security code on the back is 1 2 3", "the security code on the back is [card code]"),
        ("My security code? Sure, it's one two three", "My security code? Sure, it's [card code]"),
        ("123 is my cvv", "[card code] is my cvv"),
        ("cvv 123, 12/25", "cvv [card code]"),
        ("your security code is 482913", "your security code is [one-time code]"),
        ("The one-time code is 482 913", "The one-time code is [one-time code]"),
        ("OTP: 4829", "OTP: [one-time code]"),
        ("482913 is the verification code", "[one-time code] is the verification code"),
        ("verification code is AB12CD", "verification code is [one-time code]"),
        ("ok, the code is 123456", "ok, the code is [one-time code]"),
        ("Code is: 4829", "Code is: [one-time code]"),
        ("the code we sent you, four eight two nine", "the code we sent you, [one-time code]"),
    ],
)
def test_codes_are_masked(text: str, expected: str) -> None:
    result = redact(text)
    assert result.text == expected
    assert [(mask.destroyed, mask.original) for mask in result.masks] == [(True, None)]


@pytest.mark.parametrize(
    "text",
    [
        "the last four digits are 4242",
        "What is a security code? It costs 150 dollars",
        "The security code is wrong. Your total is 450",
        "the dress code is casual, 3 pieces",
        "call code 44",
        "postcode 12345",
        "The zip code is 90210",
        "your booking code is 482913",
        "the code is 120 dollars",
        "a code of conduct from 2019",
    ],
)
def test_plain_uses_of_the_words_survive(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my password is hunter2", "my password is [password]"),
        ("my password is Summer2024!", "my password is [password]"),
        ("Password: swordfish", "Password: [password]"),
        ("password=swordfish", "password=[password]"),
        ("the password is swordfish.", "the password is [password]."),
        ('passphrase is "correct horse battery"', 'passphrase is "[password]"'),
        ("The password for the portal is: s3cret", "The password for the portal is: [password]"),
        ("my PIN is 1234", "my PIN is [password]"),
        ("pin number one two three four", "pin number [password]"),
        ("passcode swordfish", "passcode [password]"),
        ("my password Sommer2026! please", "my password [password] please"),
        ("Passwort lautet Sommer2026!", "Passwort lautet [password]"),
        ("Mein Kennwort ist Sommer2026", "Mein Kennwort ist [password]"),
        ("Kennwort: geheim", "Kennwort: [password]"),
        ("change my password to Winter-2025", "change my password to [password]"),
    ],
)
def test_passwords_are_masked(text: str, expected: str) -> None:
    result = redact(text)
    assert result.text == expected
    assert [(mask.destroyed, mask.original) for mask in result.masks] == [(True, None)]


@pytest.mark.parametrize(
    "text",
    [
        "The password is incorrect",
        "my password is not working, it is locked",
        "I want to change my password to something else",
        "Your password was reset.",
        "Have you forgotten your password? Yes",
        "password to get in",
        "I forgot my passcode completely.",
        "enter the passcode first",
        "a passcode lock",
        "Mein Passwort ist falsch",
        "a pin in the map",
    ],
)
def test_talk_about_passwords_survives(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4111 1111 1111 1111, code 123", "[card], code [card code]"),
        ("4111 1111 1111 1111 and then code 1234", "[card] and then code [card code]"),
        ("[card], code 123", "[card], code [card code]"),
        ("[card], zip code 123", "[card], zip code 123"),
        ("[phone], code 123", "[phone], code 123"),
    ],
)
def test_a_code_beside_a_card_is_the_cards(text: str, expected: str) -> None:
    assert redact(text).text == expected
    assert redact(expected).text == expected
