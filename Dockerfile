# The server and its status commands: docker build -t registry.example.com/cse:2.0.0-alpha.1 .
# What is in it is the npm package of the release. npm brings what is native prebuilt: no compiler is needed.

FROM node:24-bookworm-slim AS release
WORKDIR /checkout
COPY package.json package-lock.json ./
# With the optional packages, for TypeScript's compiler is one. The simulator and the client, workspaces, stay out.
RUN npm ci --workspaces=false --ignore-scripts --no-fund --no-audit
COPY tsconfig.json README.md CHANGELOG.md LICENSE ./
COPY scripts/packages.ts scripts/
COPY packaging packaging
COPY roles roles
COPY templates templates
COPY src src
RUN node scripts/packages.ts cse

FROM node:24-bookworm-slim AS installation
WORKDIR /app
COPY --from=release /checkout/build/packages packages
RUN npm install --omit=dev --ignore-scripts --no-fund --no-audit ./packages/cse-*.tgz && rm -r packages

FROM node:24-bookworm-slim
# The last two as in packaging/cse.service.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 NODE_OPTIONS=--max-semi-space-size=8
COPY --from=installation /app /app
# For `kubectl exec … -- cse get clusters`.
RUN ln -s /app/node_modules/cse/src/cli/cse.js /usr/local/bin/cse
WORKDIR /app
# By number, so that Kubernetes can see that it is not root. Nothing is written below /app: the file system may be read-only.
USER 1000:1000
# Metrics and probes; the web page where it is configured.
EXPOSE 9464 9465
ENTRYPOINT ["node", "node_modules/cse/src/cli/cse.js"]
CMD ["run", "--skip-check"]
