"""macOS: what can be known of the bundle and the disk image without a Mac."""

from __future__ import annotations

import plistlib
import sys
from pathlib import Path

import pytest
from building import layout, macos

SIGNED = {macos.IDENTITY: "Developer ID Application: Us", macos.NOTARY_PROFILE: "us"}


def test_info_plist_names_the_program_its_version_and_its_links() -> None:
    plist = plistlib.loads(plistlib.dumps(macos.info_plist("1.2.0rc1")))
    assert plist["CFBundleIdentifier"] == layout.BUNDLE_ID
    assert plist["CFBundleShortVersionString"] == plist["CFBundleVersion"] == "1.2.0"
    assert plist["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["bimx"]
    assert plist["NSHighResolutionCapable"] is True
    assert plist["NSRequiresAquaSystemAppearance"] is False
    assert "de" in plist["CFBundleLocalizations"]


def test_the_hardened_runtime_is_opened_no_further_than_needed(root: Path) -> None:
    entitlements = plistlib.loads((root / "installer/macos/entitlements.plist").read_bytes())
    assert entitlements == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="bundles hold symbolic links")
def test_the_image_is_signed_after_it_was_made_and_stapled_last(tmp_path: Path) -> None:
    app = tmp_path / "BIM Explorer.app"
    (app / "Contents/MacOS").mkdir(parents=True)
    (app / "Contents/MacOS/bimexplorer").write_bytes(b"program")
    (app / "Contents/Frameworks").symlink_to("MacOS")
    licences = tmp_path / "licences"
    licences.mkdir()
    (licences / "QT.txt").write_text("terms", encoding="utf-8")
    ran: list[list[str]] = []
    macos.build(app, licences, tmp_path, tmp_path / "out.dmg", SIGNED, ran.append)

    verbs = [command[1] if command[0] == "hdiutil" else command[0] for command in ran]
    assert verbs == ["codesign", "codesign", "create", "verify", "codesign", "xcrun", "xcrun"]
    assert "runtime" in ran[0]
    assert str(layout.INSTALLER / "macos/entitlements.plist") in ran[0]
    assert "submit" in ran[-2]
    assert ran[-1][:3] == ["xcrun", "stapler", "staple"]
    staged = tmp_path / "image"
    assert (staged / "BIM Explorer.app/Contents/Frameworks").is_symlink()
    assert str((staged / "Applications").readlink()) == "/Applications"
    assert (staged / "Licences/QT.txt").read_text(encoding="utf-8") == "terms"


def test_without_a_certificate_nothing_is_signed_and_nothing_sent(tmp_path: Path) -> None:
    assert macos.commands_before_image(tmp_path, tmp_path, {}) == []
    made = macos.commands_of_image(tmp_path, tmp_path / "out.dmg", {macos.NOTARY_PROFILE: "us"})
    assert [command[0] for command in made] == ["hdiutil", "hdiutil"]
