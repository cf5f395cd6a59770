// Logs through winston to the server named by the first argument, then says so.
const winston = require("winston");
const { ElasticsearchTransport } = require("winston-elasticsearch");

const transport = new ElasticsearchTransport({
  level: "info",
  indexPrefix: "winston",
  clientOpts: { node: process.argv[2] },
  flushInterval: 200,
});
transport.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
const logger = winston.createLogger({ transports: [transport] });
for (let n = 0; n < 50; n += 1) logger.info(`message ${n}`, { n });
logger.on("finish", () => transport.flush().then(() => console.log("flushed")));
setTimeout(() => logger.end(), 1500);
