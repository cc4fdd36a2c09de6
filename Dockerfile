# The program alone, for docker-compose.yml: it holds no Postgres, so a serve
# needs --postgres-url.
FROM node:24-bookworm-slim AS pages
WORKDIR /src/dashboard
COPY dashboard/package.json dashboard/package-lock.json dashboard/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY dashboard/next.config.ts dashboard/tsconfig.json dashboard/postcss.config.mjs ./
COPY dashboard/scripts scripts
COPY dashboard/public public
COPY dashboard/src src
COPY dashboard/export/unbuilt.html export/unbuilt.html
RUN npm run build

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY dashboard/*.go dashboard/
COPY --from=pages /src/dashboard/export dashboard/export
COPY domain domain
COPY eventstore eventstore
COPY handlers handlers
COPY internal internal
COPY migrations migrations
COPY projections projections
ARG VERSION=development
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /domainflow ./cmd/domainflow
# For the master key: a volume begins as what is there, with its owner.
RUN mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /domainflow /domainflow
COPY --from=build --chown=nonroot:nonroot /data /data
ENTRYPOINT ["/domainflow"]
