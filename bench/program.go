package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"domainflow/domain/user"
	"domainflow/internal/secrets"
)

// program is the real one as a process of its own, so that its memory is its
// own as well.
type program struct {
	command *exec.Cmd
	dir     string
	base    string
	// key lets us in.
	key string
}

// startProgram builds and starts it on data of its own.
func startProgram(ctx context.Context) (*program, error) {
	dir, err := os.MkdirTemp("", "domainflow-bench-")
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir}
	binary := filepath.Join(dir, "domainflow")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "domainflow/cmd/domainflow")
	build.Stderr = os.Stderr
	if err := errors.Join(os.Chmod(dir, 0o711), build.Run()); err != nil {
		p.remove()
		return nil, err
	}
	p.command = exec.CommandContext(ctx, binary, "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "data"), "--allow-target", "127.0.0.0/8")
	p.command.Stderr = os.Stderr
	out, err := p.command.StdoutPipe()
	if err == nil {
		err = p.command.Start()
	}
	if err != nil {
		p.remove()
		return nil, err
	}
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	p.base = strings.TrimSpace(strings.TrimPrefix(line, "DomainFlow listens on ")) + "/api/v2"
	if err == nil {
		line, err = said.ReadString('\n')
	}
	if err == nil {
		err = p.signUp(ctx, strings.TrimSpace(line[strings.LastIndex(line, " "):]))
	}
	if err == nil {
		// Its log goes where the figures go.
		err = p.call(ctx, http.MethodPut, "/config/logging", []byte(`{"enableHttpAccessLog": false}`), &struct{}{})
	}
	if err != nil {
		p.stop()
	}
	return p, err
}

// signUp makes the first user by the setup token that the program prints, and a
// key, since sessions end.
func (p *program) signUp(ctx context.Context, setup string) error {
	type body map[string]any
	const email = "bench@example.test"
	password := secrets.OneTimePassword().Reveal()
	first := body{"setupToken": setup, "email": email, "firstName": "First", "lastName": "User", "password": password}
	if err := p.post(ctx, "/auth/setup", first, &body{}); err != nil {
		return err
	}
	var grant struct{ AccessToken string }
	if err := p.post(ctx, "/auth/login", body{"email": email, "password": password, "session": "token"}, &grant); err != nil {
		return err
	}
	p.key = grant.AccessToken
	var made struct{ Key string }
	err := p.post(ctx, "/api-keys", body{"name": "bench", "scopes": user.All.List()}, &made)
	p.key = made.Key
	return err
}

func (p *program) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	_ = p.command.Wait()
	p.remove()
}

func (p *program) remove() { _ = os.RemoveAll(p.dir) }

// create posts a resource and gives its id.
func (p *program) create(ctx context.Context, path string, body any) (string, error) {
	var made struct{ ID string }
	err := p.post(ctx, path, body, &made)
	return made.ID, err
}

func (p *program) post(ctx context.Context, path string, body, out any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.call(ctx, http.MethodPost, path, encoded, out)
}

func (p *program) call(ctx context.Context, method, path string, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if p.key != "" {
		request.Header.Set("Authorization", "Bearer "+p.key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return json.Unmarshal(answer, out)
}

// completed waits until a campaign shows all its results.
func (p *program) completed(ctx context.Context, id string) error {
	for {
		var c struct {
			Status       string
			PendingItems int
		}
		if err := p.call(ctx, http.MethodGet, "/campaigns/"+id, nil, &c); err != nil {
			return err
		}
		if c.Status == "completed" && c.PendingItems == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// peak is the most memory it has had, in bytes; 0 where there is no /proc.
func (p *program) peak() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kib << 10
}

// cpu is what it and its Postgres have used, in seconds.
func (p *program) cpu() usage {
	return usage{process: cpuOf(p.command.Process.Pid), postgres: cpuOfGroup(filepath.Join(p.dir, "data", "postgres", "cluster", "postmaster.pid"))}
}
