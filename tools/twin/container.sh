#!/bin/sh
# What a container does on a real kubelet, said in its environment as on the embedded one: docs/pod-behaviour.md. It answers HTTP on 80 and 8080.
echo "$(hostname) started"
[ -n "$LOG" ] && echo "$LOG"
[ -n "$TERMINATION_MESSAGE" ] && echo -n "$TERMINATION_MESSAGE" > /dev/termination-log
for port in 80 8080; do httpd -p "$port" -h /www 2> /dev/null; done
if [ -n "$IGNORE_TERM" ]; then trap '' TERM; else trap 'echo stopped; exit 0' TERM; fi
pause() { sleep "$1" & wait $!; }
if [ -n "$CRASH" ]; then
    pause "${EXIT_AFTER:-0}"
    echo "fatal: CRASH in the environment" >&2
    exit 1
elif [ -n "$EXIT" ]; then
    pause "${EXIT_AFTER:-0}"
    exit "$EXIT"
elif [ -n "$EXIT0" ]; then
    pause "$EXIT0"
    exit 0
elif [ -n "$OOM" ]; then
    pause "$OOM"
    x=0123456789abcdef
    while :; do x="$x$x"; done
fi
while :; do pause 3600; done
