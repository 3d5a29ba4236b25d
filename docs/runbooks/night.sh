# What the runbooks call. Source it: . docs/runbooks/night.sh
# N: namespace, R: Helm release; set them first if yours are called otherwise. SERVICE: intake, processing, reporting, notify.
N=${N:-motcua}
R=${R:-motcua}

# pods: what runs, how often it restarted, where.
pods() { kubectl -n "$N" get pods -l "app.kubernetes.io/instance=$R" -o wide; }
# logs SERVICE [SINCE]: lines of all replicas, JSON.
logs() { kubectl -n "$N" logs -l "app.kubernetes.io/instance=$R,app.kubernetes.io/component=$1" --since="${2:-30m}" --tail=-1 --prefix; }
# checks SERVICE: settings, database, schema, keys and broker as a pod sees them.
checks() { kubectl -n "$N" exec "deploy/$R-$1" -- python -m "$1" check; }
# ready SERVICE: every line of /readyz?verbose.
ready() { at "$1" '/readyz?verbose'; }
# at SERVICE PATH: an address of the service's HTTP port, through a tunnel that closes again.
at() (
  kubectl -n "$N" port-forward "deploy/$R-$1" 18100:http >/dev/null & tunnel=$!
  trap 'kill $tunnel' EXIT
  sleep 2
  curl -sS -H "Authorization: Bearer $(cat "${TOKEN_FILE:-/dev/null}")" "http://localhost:18100$2"
)
# sql SERVICE < statements: psql on the primary of the service's CloudNativePG cluster.
sql() {
  kubectl -n "$N" exec -i -c postgres -- "$(kubectl -n "$N" get pods -l "cnpg.io/cluster=$R-$1,cnpg.io/instanceRole=primary" -o name)" psql "$1"
}
# stream …: the nats command against our broker.
stream() { kubectl -n "$N" exec "deploy/$R-nats-box" -- nats "$@"; }
