#!/usr/bin/env bash
# Builds everything with warnings as errors, installs what the tests talk to, and runs every test.
# The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
missing=()
need mosquitto mosquitto
need chromium chromium
need fc-list fontconfig
need node nodejs
need npm npm
fc-list 2>/dev/null | grep -qi 'Noto Sans CJK' || missing+=(fonts-noto-cjk)
[ -x /usr/lib/postgresql/*/bin/initdb ] 2>/dev/null || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing: ${missing[*]}"
  sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
    echo "Could not install ${missing[*]}; install them by hand and run this again." >&2; exit 1; }
fi

# The documentation's own client, which the tests of another stack talk to. Its packages need no script of theirs to run.
if [ ! tests/JavaScriptClient/node_modules/.package-lock.json -nt tests/JavaScriptClient/package-lock.json ]; then
  (cd tests/JavaScriptClient && npm ci --ignore-scripts --no-progress --loglevel=error) || {
    echo "Could not install the npm packages of tests/JavaScriptClient (package-lock.json names them); they are fetched once, over the network. Run this again with one." >&2; exit 1; }
fi

dotnet build Weiyu.Bot.sln -c Release --nologo -v quiet || exit 1

log=$(mktemp); failures=$(mktemp); trap 'rm -f "$log" "$failures"' EXIT
status=0; passed=0; failed=0; skipped=0
count() { grep -E "^ *$1: *[0-9]+" "$log" | tail -n 1 | grep -oE '[0-9]+' | head -n 1 || true; }

# Runs a test project; further words choose among its tests.
run() {
  local project=$1; shift
  echo "== $project $*"
  # A test that hangs ends the run instead of holding it for ever.
  dotnet test --project "$project" -c Release --no-build --no-progress --timeout 20m "$@" 2>&1 | tee "$log"
  local result=${PIPESTATUS[0]} p f s
  if [ "$result" -ne 0 ]; then
    status=1
    # The name of each failed test and the first lines of what it says, once more at the end.
    { echo "== $project $*"; grep -A 12 -E '^failed ' "$log" || tail -n 20 "$log"; } >>"$failures"
  fi
  p=$(count succeeded); f=$(count failed); s=$(count skipped)
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0})); skipped=$((skipped + ${s:-0}))
  if [ "$result" -ne 0 ] && [ "${f:-0}" -eq 0 ]; then failed=$((failed + 1)); fi
}

for project in tests/Weiyu.Text.Tests tests/Weiyu.Rules.Tests tests/Weiyu.Knowledge.Tests tests/Weiyu.Client.Tests tests/Weiyu.Sandbox.Tests tests/Weiyu.Bot.Tests tests/EndToEnd; do run "$project"; done

# The suite takes the server's generation and its broker from two variables. Today's server has run all of it above; the others run the conversations and
# what is never to be lost, so that the whole stays short. EVERY_SERVER=1 runs all of it against each.
contract=(--filter-class 'Weiyu.EndToEnd.Conversation.*' --filter-class 'Weiyu.EndToEnd.Startup.LoginTests')
[ -z "${EVERY_SERVER:-}" ] || contract=()
for generation in 2024 2025; do WEIYU_GENERATION=$generation run tests/EndToEnd "${contract[@]}"; done
WEIYU_BROKER=textbook run tests/EndToEnd "${contract[@]}"

if [ -s "$failures" ]; then echo; echo "What failed:"; cat "$failures"; echo; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
