# What both start scripts need: a JDK, files of Maven's registry, waiting for an answer.

# java_home: prints the folder of a JDK of 21 or newer
java_home() {
    local home
    for home in ${JAVA_HOME:-} $(ls -d /usr/lib/jvm/*/ 2>/dev/null); do
        if [ "$("$home/bin/javac" -version 2>&1 | sed -n 's/javac \([0-9]*\).*/\1/p')" -ge 21 ] 2>/dev/null; then
            echo "${home%/}"
            return
        fi
    done
    echo "no JDK of 21 or newer: set JAVA_HOME" >&2
    return 1
}

# artifact GROUP NAME VERSION TYPE: prints the path of a file of Maven's registry, fetched if it is not there
artifact() {
    local file=${MAVEN_REPOSITORY:-$HOME/.m2/repository}/${1//.//}/$2/$3/$2-$3.$4
    [ -e "$file" ] || mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get -Dtransitive=false -Dartifact="$1:$2:$3:$4" >&2
    echo "$file"
}

# answering PID URL LOG [CURL OPTION ...]: prints the process id once the URL answers
answering() {
    local pid=$1 url=$2 log=$3
    shift 3
    for _ in $(seq 240); do
        if ! kill -0 "$pid" 2>/dev/null; then
            tail -n 20 "$log" >&2
            return 1
        fi
        if curl -sf -m 5 "$@" "$url" >/dev/null; then
            echo "$pid"
            return
        fi
        sleep 0.5
    done
    kill "$pid"
    echo "no answer in two minutes, see $log" >&2
    return 1
}
