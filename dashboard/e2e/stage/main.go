// The stage is what the tests of the dashboard play on: the real program on an
// empty data directory, and a small internet on loopback for its campaigns. It
// lets tests kill the program and start it again.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"

	"domainflow/internal/lab"
)

// labNetwork is where the lab lives, and all that the program may reach.
const labNetwork = "127.64.0.0/10"

func main() {
	control := flag.String("control", "127.0.0.1:8799", "address at which tests ask for what they need")
	listen := flag.String("listen", "127.0.0.1:8798", "address of the program")
	logFile := flag.String("log", os.DevNull, "file for what the program says")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *control, *listen, *logFile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stage is one program and the world around it.
type stage struct {
	world           *lab.Lab
	program, listen string
	data            string
	log             *os.File

	mu      sync.Mutex
	command *exec.Cmd
	setup   string
}

func run(ctx context.Context, control, listen, logFile string) error {
	log, err := os.Create(logFile)
	if err != nil {
		return err
	}
	defer log.Close()
	world, err := lab.Start(lab.Config{Seed: 1})
	if err != nil {
		return err
	}
	defer world.Close()
	dir, err := os.MkdirTemp("", "domainflow-stage-")
	if err != nil {
		return err
	}
	// What stays behind is in the folder of the system for such things.
	defer func() { _ = os.RemoveAll(dir) }()
	// The server of Postgres runs as somebody else where we are root.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	s := &stage{world: world, program: filepath.Join(dir, "domainflow"), listen: listen, log: log, data: filepath.Join(dir, "data")}
	build := exec.CommandContext(ctx, "go", "build", "-o", s.program, "domainflow/cmd/domainflow")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	defer s.end(syscall.SIGTERM)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", s.tell)
	mux.HandleFunc("POST /kill", s.restart(syscall.SIGKILL))
	mux.HandleFunc("POST /restart", s.restart(syscall.SIGTERM))
	mux.HandleFunc("POST /stop", func(http.ResponseWriter, *http.Request) { s.end(syscall.SIGTERM) })
	mux.HandleFunc("POST /start", s.begin)
	server := &http.Server{Addr: control, Handler: mux, ReadHeaderTimeout: time.Minute}
	// ListenAndServe tells how it ended.
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

var (
	setupLine = regexp.MustCompile(`dfs_\S+`)
	readyLine = regexp.MustCompile(`http://` + `\S+`)
)

// start returns when the program answers.
func (s *stage) start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	// It is ended by a signal, in order, and outlives the request that began it.
	c := exec.CommandContext(context.WithoutCancel(ctx), s.program, "serve", "--data", s.data, "--listen", s.listen, "--allow-target", labNetwork)
	c.Stderr = s.log
	// The program takes DOMAINFLOW_... of its own surroundings for settings.
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	s.command = c
	ready := make(chan struct{})
	go func() {
		said := bufio.NewScanner(out)
		for told := false; said.Scan(); {
			if token := setupLine.FindString(said.Text()); token != "" {
				s.mu.Lock()
				s.setup = token
				s.mu.Unlock()
			}
			if !told && readyLine.MatchString(said.Text()) {
				told = true
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
		return errors.New("stage: the program did not start within a minute")
	}
}

func (s *stage) end(how syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// One that is gone already ends as well.
	_ = s.command.Process.Signal(how)
	_ = s.command.Wait()
}

func (s *stage) restart(how syscall.Signal) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.end(how)
		s.begin(w, r)
	}
}

func (s *stage) begin(w http.ResponseWriter, r *http.Request) {
	if err := s.start(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// tell says where everything is, as JSON.
func (s *stage) tell(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// A test that is gone reads nothing.
	_ = json.NewEncoder(w).Encode(map[string]any{
		"url": "http://" + s.listen, "setupToken": s.setup, "resolver": s.world.Resolver(lab.Clean).String(),
		"httpPort": s.world.HTTPPort(), "keywords": append(lab.DefaultKeywords(), lab.Latin1Keyword),
	})
}
