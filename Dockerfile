# The server and its status commands: docker build -t registry.example.com/cse:2.0.0-alpha.1 .
# Node runs the TypeScript sources as they are, and npm brings what is native prebuilt: nothing is compiled here.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are the Node of a checkout; the image has its own. The simulator, a workspace, stays out.
RUN npm ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-fund --no-audit

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY templates templates
COPY src src
# For `kubectl exec … -- cse get clusters`.
RUN ln -s /app/src/cli/cse.ts /usr/local/bin/cse
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 9464
ENTRYPOINT ["node", "src/cli/cse.ts"]
CMD ["run", "--skip-check"]
