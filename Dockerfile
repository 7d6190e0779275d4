# The server and its workers on Postgres. Build: docker build -t prompt-ledger .
FROM node:22-slim AS build
WORKDIR /src
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/cli/package.json packages/cli/
COPY packages/server/package.json packages/server/
COPY packages/shared/package.json packages/shared/
COPY examples/support-bot/package.json examples/support-bot/
# `--ignore-scripts`: nothing that is needed has one, and there is no git for the hooks.
RUN npx -y "$(node -p "require('./package.json').packageManager")" install --frozen-lockfile --ignore-scripts
COPY . .
RUN node scripts/build.mjs \
  && cd packages/server \
  && npm pack --silent --pack-destination /tmp \
  && npm install --prefix /app --omit=dev --ignore-scripts --no-audit --no-fund /tmp/*.tgz

FROM node:22-slim
ENV NODE_ENV=production LEDGER_LOG_FORMAT=json
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
USER node
WORKDIR /data
EXPOSE 8400
# A worker serves nothing; compose.yaml switches this off for it.
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8400/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/node_modules/@prompt-ledger/server/dist/bin.js"]
CMD ["serve", "--host", "0.0.0.0"]
