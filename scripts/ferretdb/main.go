// Command ferretdb serves MongoDB's wire protocol over SQLite files, so that the MongoDB tier of the tests has a server
// wherever Go's module proxy is reachable (docs/decisions/0002-ferretdb-in-ci.md). Not for production.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "TCP address to listen on; port 0 takes a free one")
	state := flag.String("state", "", "directory for the SQLite files; must exist")
	flag.Parse()
	if *state == "" {
		fail("-state is required")
	}
	folder, err := filepath.Abs(*state)
	if err != nil {
		fail(err)
	}

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: *listen},
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		fail(err)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	// The caller reads the address from here, which is also the sign that connections are accepted.
	fmt.Println(server.MongoDBURI())
	if err := <-done; err != nil {
		fail(err)
	}
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, "ferretdb:", reason)
	os.Exit(1)
}
