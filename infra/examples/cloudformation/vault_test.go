package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheFunctionReadsAndWritesSecretsManager(t *testing.T) {
	stored := map[string]string{"a": "before"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ SecretId, SecretString string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		switch _, exists := stored[in.SecretId]; {
		case !exists:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"__type":"ResourceNotFoundException"}`)
		case r.Header.Get("X-Amz-Target") == "secretsmanager.PutSecretValue":
			stored[in.SecretId] = in.SecretString
			fmt.Fprint(w, `{}`)
		default:
			fmt.Fprintf(w, `{"SecretString":%q}`, stored[in.SecretId])
		}
	}))
	defer server.Close()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_REGION": "eu-central-1",
	} {
		t.Setenv(name, value)
	}
	env := map[string]string{"ENDPOINT": "https://mfa.example.com", "KEY_SECRET": "a"}
	h, err := newHandler(t.Context(), func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if err := h.vault.put(t.Context(), "a", "after"); err != nil {
		t.Fatal(err)
	}
	if got, err := h.vault.get(t.Context(), "a"); err != nil || got != "after" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := h.vault.get(t.Context(), "none"); err == nil {
		t.Error("a secret that is not there was read")
	}
	if err := h.vault.put(t.Context(), "none", "x"); err == nil {
		t.Error("a secret that is not there was written")
	}
	delete(env, "KEY_SECRET")
	if _, err := newHandler(t.Context(), func(name string) string { return env[name] }); err == nil {
		t.Error("the function starts without KEY_SECRET")
	}
}
