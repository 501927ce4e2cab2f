# Keeps one server for whoever holds the other end of our standard input. When that end is closed, be it because its owner
# was killed, the server is shut down at once and its folder removed.
# Arguments: the folder, and the server with its own arguments.
folder=$1
shift
server=
while read -r order; do
    case $order in
    start)
        "$@" </dev/null >>"$folder/log" 2>&1 &
        server=$!
        echo "$server"
        ;;
    end)
        kill -QUIT "$server"
        wait "$server"
        server=
        echo ended
        ;;
    esac
done
if [ -n "$server" ]; then
    kill -QUIT "$server"
    # A stalled one hears nothing until it goes on.
    kill -CONT "$server"
    wait "$server"
fi
# A killed server has left a scrap of shared memory, whose id is the last word of this line.
memory=$(sed -n '7s/.* //p' "$folder/data/postmaster.pid") && [ -n "$memory" ] && ipcrm -m "$memory"
rm -rf "$folder"
