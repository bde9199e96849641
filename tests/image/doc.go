// Package image builds docker/Dockerfile for real, with no container registry, and uses the image as its readers do: JupyterLab in
// a browser, notebooks with no network, another user, any command, under JupyterHub.
//
//	go test ./tests/image                              the checks of style alone
//	go test ./tests/image -full -v -timeout 60m        all of it: root, buildah and mmdebstrap are needed
//
// What it makes lies in .sublunar/image: the base and Go stay there for the next time, containers go.
package image
