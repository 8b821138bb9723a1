#!/usr/bin/env bash
# Sets up Trino in one JVM: the jars from Maven Central, the program in src, and a launcher named run.
#
#   setup.sh FOLDER
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(cd "$1" && pwd)"
needs=25

say() { echo "trino: $*"; }
fail() { echo "trino: $*" >&2; exit 1; }

# The major version of the JDK in a folder, or 0 when it holds no JDK.
major() {
  local text
  text="$("$1/bin/javac" -version 2>/dev/null)" || { echo 0; return; }
  text="${text#javac }"
  text="${text%%[!0-9]*}"
  echo "${text:-0}"
}

# Folders that may hold a JDK, the most deliberate choice first.
candidates() {
  local java folder
  printf '%s\n' "${JAVA_HOME:-}" "${TRANSPILE_JAVA_HOME:-}"
  for java in $(which -a java javac 2>/dev/null || true); do
    folder="$(dirname "$(dirname "$(readlink -f "$java")")")"
    printf '%s\n' "$folder" "$(dirname "$folder")"/*
  done
  update-java-alternatives -l 2>/dev/null | awk '{ print $NF }' || true
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$needs+" 2>/dev/null || true
  fi
  printf '%s\n' "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*
}

jdk=""
while IFS= read -r folder; do
  if [ -n "$folder" ] && [ -d "$folder" ] && [ "$(major "$folder")" -ge "$needs" ]; then
    jdk="$(cd "$folder" && pwd -P)"
    break
  fi
done < <(candidates)
[ -n "$jdk" ] || fail "needs a JDK $needs or newer: install one and name its folder in JAVA_HOME or TRANSPILE_JAVA_HOME"

stamp="$(
  cd "$here"
  { echo "$jdk"; find pom.xml setup.sh src -type f | LC_ALL=C sort | xargs cksum; } | cksum
)"
if [ -x "$home/run" ] && [ "$(cat "$home/stamp" 2>/dev/null)" = "$stamp" ]; then
  say "already set up in $home"
  exit 0
fi
command -v mvn >/dev/null || fail "needs Maven (mvn) on the PATH"

say "JDK: $jdk"
say "fetching the jars (about 360 MB the first time) and compiling"
rm -rf "$home/stamp" "$home/run" "$home/lib" "$home/target" "$home"/*.jar "$home"/*.jsa
JAVA_HOME="$jdk" MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
  mvn --quiet --batch-mode --file "$here/pom.xml" "-Dengine.home=$home" \
  compile dependency:copy-dependencies "-DoutputDirectory=$home/lib" ||
  fail "Maven failed: if it could not download, check the network or its settings.xml, and run this again"

# The classes are in a jar because the archive of loaded classes, which halves the start, takes no folders.
"$jdk/bin/jar" --create --file "$home/referee.jar" -C "$home/target/classes" .

cat >"$home/run.new" <<RUN
#!/bin/sh
# Written by setup.sh. Starts the referee: run LAKE_FOLDER [--temporary]
home="\$(cd "\$(dirname "\$0")" && pwd)"
exec "$jdk/bin/java" \${REFEREE_ARCHIVE:--XX:SharedArchiveFile="\$home/classes.jsa"} -Xlog:disable \\
  -Xmx4G -XX:+UseSerialGC --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \\
  --sun-misc-unsafe-memory-access=allow -Duser.timezone=UTC -Dfile.encoding=UTF-8 \\
  -cp "\$home/referee.jar:\$home/lib/*" referee.Referee "\$@"
RUN
chmod +x "$home/run.new"

say "trying it"
lake="$(mktemp -d)"
answer="$(echo '{"id":1,"sql":"SELECT 6 * 7"}' |
  REFEREE_ARCHIVE="-XX:ArchiveClassesAtExit=$home/classes.jsa" "$home/run.new" "$lake" --temporary 2>"$home/trial.log")" || true
case "$answer" in
  *'"rows":[[42]]'*) ;;
  *) fail "it does not answer: see $home/trial.log" ;;
esac
mv "$home/run.new" "$home/run"
echo "$stamp" >"$home/stamp"
say "ready in $home"
