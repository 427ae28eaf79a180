"""Sizes, dates, speeds and kinds of files in words, after the person's locale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QDateTime, QLocale

from bimexplorer.model import Entry, Kind
from bimexplorer.words import plural

translate = QCoreApplication.translate

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


_IMAGE = QT_TRANSLATE_NOOP("formats", "{ending} image")

_FILE_TYPES: dict[str, object] = {
    "pdf": QT_TRANSLATE_NOOP("formats", "PDF document"),
    "dwg": QT_TRANSLATE_NOOP("formats", "DWG drawing"),
    "dxf": QT_TRANSLATE_NOOP("formats", "DXF drawing"),
    "dgn": QT_TRANSLATE_NOOP("formats", "DGN drawing"),
    "plt": QT_TRANSLATE_NOOP("formats", "Plot file"),
    "ifc": QT_TRANSLATE_NOOP("formats", "IFC model"),
    "ifczip": QT_TRANSLATE_NOOP("formats", "IFC model, compressed"),
    "ifcxml": QT_TRANSLATE_NOOP("formats", "IFC model, XML"),
    "bcf": QT_TRANSLATE_NOOP("formats", "BCF issues"),
    "bcfzip": QT_TRANSLATE_NOOP("formats", "BCF issues"),
    "pln": QT_TRANSLATE_NOOP("formats", "Archicad project"),
    "pla": QT_TRANSLATE_NOOP("formats", "Archicad archive"),
    "plc": QT_TRANSLATE_NOOP("formats", "Archicad Teamwork copy"),
    "tpl": QT_TRANSLATE_NOOP("formats", "Archicad template"),
    "mod": QT_TRANSLATE_NOOP("formats", "Archicad module"),
    "gsm": QT_TRANSLATE_NOOP("formats", "Archicad library part"),
    "lcf": QT_TRANSLATE_NOOP("formats", "Archicad library container"),
    "bimx": QT_TRANSLATE_NOOP("formats", "BIMx model"),
    "ndw": QT_TRANSLATE_NOOP("formats", "Allplan drawing"),
    "rvt": QT_TRANSLATE_NOOP("formats", "Revit project"),
    "rfa": QT_TRANSLATE_NOOP("formats", "Revit family"),
    "nwd": QT_TRANSLATE_NOOP("formats", "Navisworks model"),
    "skp": QT_TRANSLATE_NOOP("formats", "SketchUp model"),
    "3dm": QT_TRANSLATE_NOOP("formats", "Rhino model"),
    "obj": QT_TRANSLATE_NOOP("formats", "OBJ model"),
    "stl": QT_TRANSLATE_NOOP("formats", "STL model"),
    "fbx": QT_TRANSLATE_NOOP("formats", "FBX model"),
    "e57": QT_TRANSLATE_NOOP("formats", "E57 point cloud"),
    "las": QT_TRANSLATE_NOOP("formats", "LAS point cloud"),
    "laz": QT_TRANSLATE_NOOP("formats", "LAZ point cloud"),
    "rcp": QT_TRANSLATE_NOOP("formats", "ReCap point cloud"),
    "doc": QT_TRANSLATE_NOOP("formats", "Word document"),
    "docx": QT_TRANSLATE_NOOP("formats", "Word document"),
    "xls": QT_TRANSLATE_NOOP("formats", "Excel workbook"),
    "xlsx": QT_TRANSLATE_NOOP("formats", "Excel workbook"),
    "ppt": QT_TRANSLATE_NOOP("formats", "PowerPoint presentation"),
    "pptx": QT_TRANSLATE_NOOP("formats", "PowerPoint presentation"),
    "odt": QT_TRANSLATE_NOOP("formats", "OpenDocument text"),
    "ods": QT_TRANSLATE_NOOP("formats", "OpenDocument spreadsheet"),
    "odp": QT_TRANSLATE_NOOP("formats", "OpenDocument presentation"),
    "csv": QT_TRANSLATE_NOOP("formats", "CSV table"),
    "txt": QT_TRANSLATE_NOOP("formats", "Text file"),
    "md": QT_TRANSLATE_NOOP("formats", "Markdown text"),
    "rtf": QT_TRANSLATE_NOOP("formats", "Rich text"),
    "xml": QT_TRANSLATE_NOOP("formats", "XML file"),
    "json": QT_TRANSLATE_NOOP("formats", "JSON file"),
    "html": QT_TRANSLATE_NOOP("formats", "Web page"),
    "msg": QT_TRANSLATE_NOOP("formats", "Outlook message"),
    "eml": QT_TRANSLATE_NOOP("formats", "E-mail message"),
    "zip": QT_TRANSLATE_NOOP("formats", "ZIP archive"),
    "7z": QT_TRANSLATE_NOOP("formats", "7-Zip archive"),
    "rar": QT_TRANSLATE_NOOP("formats", "RAR archive"),
    "tar": QT_TRANSLATE_NOOP("formats", "TAR archive"),
    "gz": QT_TRANSLATE_NOOP("formats", "GZ archive"),
    "mp3": QT_TRANSLATE_NOOP("formats", "MP3 audio"),
    "wav": QT_TRANSLATE_NOOP("formats", "WAV audio"),
    "m4a": QT_TRANSLATE_NOOP("formats", "M4A audio"),
    "mp4": QT_TRANSLATE_NOOP("formats", "MP4 video"),
    "mov": QT_TRANSLATE_NOOP("formats", "MOV video"),
    "avi": QT_TRANSLATE_NOOP("formats", "AVI video"),
    "mkv": QT_TRANSLATE_NOOP("formats", "MKV video"),
    "psd": QT_TRANSLATE_NOOP("formats", "Photoshop image"),
    "ai": QT_TRANSLATE_NOOP("formats", "Illustrator drawing"),
    "svg": QT_TRANSLATE_NOOP("formats", "SVG image"),
    "jpg": _IMAGE,
    "jpeg": _IMAGE,
    "tif": _IMAGE,
    "tiff": _IMAGE,
    "png": _IMAGE,
    "gif": _IMAGE,
    "bmp": _IMAGE,
    "webp": _IMAGE,
    "heic": _IMAGE,
    "hdr": _IMAGE,
    "exr": _IMAGE,
}
"""Extension -> type, untranslated (PySide6 calls it an object); `ending` stands in capitals."""


_AREA = QT_TRANSLATE_NOOP("formats", "Project area")

_TYPES: dict[str, object] = {
    "team": QT_TRANSLATE_NOOP("formats", "Team"),
    "project": QT_TRANSLATE_NOOP("formats", "Project"),
    "documents": _AREA,
    "models": _AREA,
    "all": _AREA,
    "structures": _AREA,
    "topology": _AREA,
    "issues": _AREA,
    "model": QT_TRANSLATE_NOOP("formats", "Model"),
    "issue": QT_TRANSLATE_NOOP("formats", "Issue"),
    "structure": QT_TRANSLATE_NOOP("formats", "Structure"),
    "object": QT_TRANSLATE_NOOP("formats", "Object"),
    "ID_TopologyDivision": QT_TRANSLATE_NOOP("formats", "Model"),
    "ID_TopologyLevel": QT_TRANSLATE_NOOP("formats", "Storey"),
    "ID_ArchWall": QT_TRANSLATE_NOOP("formats", "Wall"),
    "ID_Slab": QT_TRANSLATE_NOOP("formats", "Slab"),
    "ID_Column": QT_TRANSLATE_NOOP("formats", "Column"),
    "ID_Door": QT_TRANSLATE_NOOP("formats", "Door"),
    "ID_Window": QT_TRANSLATE_NOOP("formats", "Window"),
    "Structure": QT_TRANSLATE_NOOP("formats", "Structure"),
    "StructureElement": QT_TRANSLATE_NOOP("formats", "Structure element"),
}
"""The service's word for a place that is no mere folder, or for what it shows -> type, untranslated."""

_NODE_TYPE = "nodeType"
"""The detail that tells more of structures and objects."""
_LONGEST = 60
"""Letters of a name in a sentence."""


def size_text(size: int | None) -> str:
    """Bytes in steps of 1000, which is what kB and MB say and `bimx` shows too; None gives nothing."""
    if size is None:
        return ""
    if size < 1000:
        return plural("{n} byte", "{n} bytes", size)
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def exact_size_text(size: int) -> str:
    """Both ways, for properties and tool tips: `3.5 MB (3,456,789 bytes)`."""
    words = plural("{n} byte", "{n} bytes", size)
    return words if size < 1000 else f"{size_text(size)} ({words})"


def without_middle(name: str) -> str:
    """A name, less its middle where it is too long for a sentence: there may be no place in it to wrap at."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 3 :]}"


def quoted(name: str) -> str:
    """A name inside a sentence, in the language's quotation marks."""
    return translate("formats", "“{name}”").format(name=name)


def speed_text(bytes_per_second: float) -> str:
    """Nothing where nothing moves."""
    if bytes_per_second < 1:
        return ""
    return translate("formats", "{size}/s").format(size=size_text(round(bytes_per_second)))


def duration_text(seconds: float | None) -> str:
    """A length of time in its two largest units; None, which is unknown, gives nothing."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return translate("formats", "{n} s").format(n=whole)
    if whole < _HOUR:
        pattern, large, small = translate("formats", "{n} min {m} s"), whole // _MINUTE, whole % _MINUTE
    elif whole < _DAY:
        pattern, large, small = (
            translate("formats", "{n} h {m} min"),
            whole // _HOUR,
            whole % _HOUR // _MINUTE,
        )
    else:
        pattern, large, small = translate("formats", "{n} d {m} h"), whole // _DAY, whole % _DAY // _HOUR
    return pattern.format(n=large, m=small)


def date_text(when: datetime | None) -> str:
    """Day and minute in local time, in the locale's short form with the year in full."""
    if when is None:
        return ""
    local, locale = _local(when), QLocale()
    return f"{locale.toString(local.date(), _short_date(locale))} {_time(local, locale)}"


def exact_date_text(when: datetime) -> str:
    """The moment in full, in local time with its zone: `Monday, 5 January 2026 14:05:09 CET (UTC+01:00)`."""
    local, locale = _local(when), QLocale()
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat)
    time = locale.toString(local.time(), pattern if "s" in pattern else pattern.replace("mm", "mm:ss"))
    minutes = abs(local.offsetFromUtc()) // 60
    sign = "-" if local.offsetFromUtc() < 0 else "+"
    offset = f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}" if minutes else "UTC"
    zone = local.timeZoneAbbreviation()
    day = locale.toString(local.date(), QLocale.FormatType.LongFormat)
    return f"{day} {time} {offset if zone in ('', offset) else f'{zone} ({offset})'}"


def date_tooltip(when: datetime, today: QDate | None = None) -> str:
    """The same moment in words: `Today at 14:05`, or the long date."""
    local, locale = _local(when), QLocale()
    now = today or QDate.currentDate()
    if local.date() == now:
        pattern = translate("formats", "Today at {time}")
    elif local.date() == now.addDays(-1):
        pattern = translate("formats", "Yesterday at {time}")
    else:
        day = locale.toString(local.date(), QLocale.FormatType.LongFormat)
        return translate("formats", "{day} at {time}").format(day=day, time=_time(local, locale))
    return pattern.format(time=_time(local, locale))


def _local(when: datetime) -> QDateTime:
    # Through UTC: a datetime far from 1970 has no timestamp() on every system.
    moment = when.astimezone(timezone.utc)
    return QDateTime.fromMSecsSinceEpoch(
        int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() * 1000)
    )


def _short_date(locale: QLocale) -> str:
    if locale.language() == QLocale.Language.C:
        return "yyyy-MM-dd"  # no locale is set: Qt's own "d MM yyyy" is read nowhere
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")


def _time(local: QDateTime, locale: QLocale) -> str:
    return locale.toString(local.time(), QLocale.FormatType.ShortFormat)


def extension(name: str) -> str:
    """What follows the last dot, in lower case; a name that only begins with a dot has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def type_name(entry: Entry) -> str:
    """What a person would call this kind of thing."""
    if entry.kind is Kind.FILE:
        return _file_type(extension(entry.name))
    if entry.kind is Kind.FOLDER:
        told = dict(entry.details).get(_NODE_TYPE, "")
        known = _TYPES.get(told) or _TYPES.get(entry.type)
        if known is not None:
            return translate("formats", str(known))
    names = {
        Kind.ROOT: translate("formats", "Site"),
        Kind.FOLDER: translate("formats", "Folder"),
        Kind.PROJECT: translate("formats", "Teamwork project"),
        Kind.LIBRARY: translate("formats", "Library"),
    }
    return names.get(entry.kind, entry.type or translate("formats", "Unknown"))


def _file_type(ending: str) -> str:
    if not ending:
        return translate("formats", "File")
    known = str(_FILE_TYPES.get(ending, QT_TRANSLATE_NOOP("formats", "{ending} file")))
    return translate("formats", known).format(ending=ending.upper())


def counted(entries: Sequence[Entry]) -> str:
    """`2 folders and 3 files`."""
    folders = sum(entry.is_folder for entry in entries)
    files = len(entries) - folders
    of_folders = plural("{n} folder", "{n} folders", folders)
    of_files = plural("{n} file", "{n} files", files)
    if not folders:
        return of_files
    if not files:
        return of_folders
    return translate("counted", "{folders} and {files}").format(folders=of_folders, files=of_files)
