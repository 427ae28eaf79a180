"""macOS: what Info.plist says, and the steps from a signed bundle to a notarised disk image.

Signing happens where the environment names what it needs:

BIMEXPLORER_MACOS_IDENTITY
    The "Developer ID Application: …" certificate in the keychain.
BIMEXPLORER_MACOS_NOTARY_PROFILE
    What `xcrun notarytool store-credentials` was told; without it nothing is sent to Apple.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import layout

Run = Callable[[list[str]], None]
"""Runs a command, and raises `SetUpError` where it fails."""

OLDEST_SYSTEM = "13.0"  # Qt 6.11's own floor
IDENTITY = "BIMEXPLORER_MACOS_IDENTITY"
NOTARY_PROFILE = "BIMEXPLORER_MACOS_NOTARY_PROFILE"


def info_plist(version: str) -> dict[str, Any]:
    """Apple's Information Property List of the bundle, but for what PyInstaller fills in itself."""
    return {
        "CFBundleDisplayName": layout.NAME,
        "CFBundleName": layout.NAME,
        "CFBundleIdentifier": layout.BUNDLE_ID,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": ".".join(map(str, layout.four_numbers(version)[:3])),
        "CFBundleVersion": ".".join(map(str, layout.four_numbers(version)[:3])),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "de"],
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": f"{layout.BUNDLE_ID}.place",
                "CFBundleURLSchemes": [layout.LINK_SCHEME],
                "CFBundleTypeRole": "Viewer",
            }
        ],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST_SYSTEM,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": layout.COPYRIGHT,
        "NSPrincipalClass": "NSApplication",
        # The window follows light and dark.
        "NSRequiresAquaSystemAppearance": False,
    }


def stage(app: Path, licences: Path, folder: Path) -> None:
    """Lay out what the disk image shows: the program, the folder to drag it to, and the licences."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Bundles hold symbolic links between their parts, and a signature that covers them.
    shutil.copytree(app, folder / app.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    shutil.copytree(licences, folder / "Licences")


def commands_before_image(app: Path, entitlements: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """Sign the whole bundle once more, its own parts first, and look whether that holds."""
    identity = environment.get(IDENTITY)
    if not identity:
        return []
    sign = ["codesign", "--force", "--deep", "--timestamp", "--options", "runtime"]
    return [
        [*sign, "--entitlements", str(entitlements), "--sign", identity, str(app)],
        ["codesign", "--verify", "--deep", "--strict", str(app)],
    ]


def commands_of_image(staged: Path, image: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """Make the disk image; sign it, have Apple look at it, and keep Apple's answer in it."""
    create = ["hdiutil", "create", "-volname", layout.NAME, "-srcfolder", str(staged), "-ov"]
    commands = [[*create, "-fs", "HFS+", "-format", "UDZO", str(image)], ["hdiutil", "verify", str(image)]]
    identity, profile = environment.get(IDENTITY), environment.get(NOTARY_PROFILE)
    if identity:
        commands.append(["codesign", "--timestamp", "--sign", identity, str(image)])
    if identity and profile:
        submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        commands += [submit, ["xcrun", "stapler", "staple", str(image)]]
    return commands


def build(
    app: Path, licences: Path, work: Path, image: Path, environment: Mapping[str, str], run: Run
) -> None:
    """The disk image of a bundle."""
    entitlements = layout.INSTALLER / "macos" / "entitlements.plist"
    for command in commands_before_image(app, entitlements, environment):
        run(command)
    stage(app, licences, work / "image")
    for command in commands_of_image(work / "image", image, environment):
        run(command)
