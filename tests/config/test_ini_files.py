"""The shared files are read as botocore reads them, and what is wrong in them is named by file and line."""

from __future__ import annotations

import contextlib
import pickle
import string
import threading
from typing import TYPE_CHECKING, Any

import pytest
from botocore import configloader, exceptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sotalia_runtime.config.files import ProfileFiles
from sotalia_runtime.config.ini import Entry, Section, parse
from sotalia_runtime.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def plain(sections: dict[str, Section]) -> dict[str, Any]:
    def value(entry: Entry) -> object:
        return entry.text if entry.nested is None else {name: inner.text for name, inner in entry.nested.items()}

    return {name: {key: value(entry) for key, entry in section.items()} for name, section in sections.items()}


GOOD = {
    "nothing": "",
    "comments": "# a\n; b\n  # c\n[a]\n# d\nx=1 # not a comment\n",
    "spaces": "[a]\n  x  =  1  2 \n\ty\t:\t2\n",
    "colon and equals": "[a]\nx: a=b\ny = c:d\nz =\n",
    "case of keys": "[A b]\nAWS_Key = V\n",
    "block": "[a]\ns3 =\n  addressing_style = path\n\n  # why\n  Max = 1 = 2\nx = 1\n",
    "indented sections": "  [a]\n  x = 1\n  [b]\n  y = 2\n",
    "trailing after header": "[a] ; note\nx=1\n",
    "shared": "[DEFAULT]\nx = 1\ny = 2\n[a]\ny = 3\n[b]\n",
    "percent": "[a]\nx = %(y)s %%\n",
    "crlf": "[a]\r\nx = 1\r\ns3 =\r\n  y = 2\r\n",
    "lone cr": "[a]\rx = 1\r",
    "last line open": "[a]\nx = 1",
    "unicode": "[é]\nx = \U0001f600\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_file_is_read_as_botocore_reads_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(GOOD[name].encode())
    assert plain(parse(path.read_bytes(), "config")) == configloader.raw_config_parse(str(path))


def test_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert plain(parse(b"\xef\xbb\xbf[a]\nx = 1\n", "f")) == {"a": {"x": "1"}}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\n", 1, "before the first"),
        ("[a]\n\nsecret\n", 3, "expected"),
        ("[a]\n= 1\n", 2, "expected"),
        ("[a]\n[]\n", 2, "expected"),
        ("[a]\nx=1\n[b]\n[a]\n", 4, r"\[a\] stands on line 1"),
        ("[a]\nx=1\n\nX=2\n", 4, "x stands on line 2"),
        ("[a]\ns3 =\n  x=1\n  x=2\n", 4, "x stands on line 3"),
        ("[a]\ns3 =\n  secret\n", 3, "block of s3"),
        ("[a]\nx = 1\n  y = secret\n", 3, "indented line after x"),
    ],
)
def test_mistake_is_named_by_file_and_line_without_its_text(text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse(text.encode(), "/home/me/.aws/config")
    assert str(caught.value).startswith(f"/home/me/.aws/config, line {line}: ")
    assert "secret" not in str(caught.value)


def test_bytes_that_are_not_utf8_are_named_by_line() -> None:
    with pytest.raises(ConfigError, match="f, line 2: not UTF-8"):
        parse(b"[a]\nx = \xff\n", "f")


words = st.text(string.ascii_letters + "_= :#;[]é%", max_size=8)
lines = st.builds(
    lambda indent, line: indent + line,
    st.sampled_from(["", "", "", " ", "    ", "\t"]),
    words
    | st.builds("[{}]".format, st.sampled_from(["a", "b", "profile a", "DEFAULT", "default"]))
    | st.builds("{} = {}".format, st.sampled_from(["x", "y", "z", "s3"]), words)
    | st.builds("{} =".format, st.sampled_from(["x", "s3"])),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(lines, max_size=9), newline=st.sampled_from(["\n", "\r\n"]))
def test_any_lines_mean_what_they_mean_to_botocore_or_are_refused(
    lines: list[str], newline: str, tmp_path: Path
) -> None:
    path = tmp_path / "any"
    path.write_bytes(newline.join(lines).encode())
    try:
        expected = configloader.raw_config_parse(str(path))
    except exceptions.ConfigParseError:
        expected = None
    ours: Any = None
    problem = ""
    try:
        ours = plain(parse(path.read_bytes(), "any"))
    except ConfigError as error:
        problem = str(error)
    # We refuse more: stray continuations, and duplicates and nameless lines in a block.
    assert ours == expected or any(word in problem for word in ("indented line", "block of", "already"))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ConfigError):
        parse(data, "f")


CONFIG = """\
[default]
region = eu-west-1
[profile dev]
region = us-east-2
aws_access_key_id = CONFIG
[profile "with space"]
x = 1
[profile too many words]
x = 1
[dev]
x = not a profile
[services local]
s3 =
  endpoint_url = http://localhost:1
[sso-session s]
y = 2
"""
CREDENTIALS = "[dev]\naws_access_key_id = CREDENTIALS\n[keys-only]\naws_access_key_id = A\n"


@pytest.fixture
def files(tmp_path: Path) -> ProfileFiles:
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    return ProfileFiles(str(tmp_path / "config"), str(tmp_path / "credentials"))


def test_profiles_of_both_files(files: ProfileFiles) -> None:
    assert files.profiles() == ["default", "dev", "keys-only", "with space"]
    dev = files.profile("dev")
    assert dev is not None
    assert {key: entry.text for key, entry in dev.items()} == {
        "region": "us-east-2",
        "aws_access_key_id": "CREDENTIALS",
    }
    assert dev["aws_access_key_id"].place == f"{files.credentials_path}, line 2"
    assert files.profile("nobody") is None
    assert files.section("services", "local") is not None
    assert files.section("sso-session", "s") is not None
    assert files.section("services", "s") is None


def test_missing_files_are_empty(tmp_path: Path) -> None:
    assert ProfileFiles(str(tmp_path / "a"), str(tmp_path)).profiles() == []
    (tmp_path / "file").touch()
    assert ProfileFiles(str(tmp_path / "file/below"), str(tmp_path / "b")).profiles() == []


def test_a_file_that_may_not_be_read_is_an_error() -> None:
    def refuse(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    with pytest.raises(ConfigError, match="/x cannot be read: Permission denied"):
        ProfileFiles("/x", "/y", refuse).profiles()


def test_files_are_read_once_and_only_when_asked() -> None:
    reads: list[str] = []

    def read(path: str) -> bytes:
        reads.append(path)
        return b"[default]\n"

    files = ProfileFiles("/c", "/k", read)
    assert reads == []
    threads = [threading.Thread(target=files.profiles) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reads) == ["/c", "/k"]


def test_what_was_read_does_not_pickle_nor_show(files: ProfileFiles) -> None:
    files.profiles()
    data = pickle.dumps(files)
    assert b"CREDENTIALS" not in data
    assert pickle.loads(data).profiles() == files.profiles()
    assert "CREDENTIALS" not in repr(files) + repr(files.profile("dev"))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/home/me"}, ("/home/me/.aws/config", "/home/me/.aws/credentials")),
        (
            {"HOME": "/h", "AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "$DIR/k", "DIR": "/d"},
            ("/h/c", "/d/k"),
        ),
        (
            {"HOME": "/h", "AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": "${NO}/k"},
            ("/h/.aws/config", "${NO}/k"),
        ),
    ],
)
def test_where_the_files_are(environ: dict[str, str], expected: tuple[str, str]) -> None:
    files = ProfileFiles.from_environment(environ)
    assert (files.config_path, files.credentials_path) == expected
