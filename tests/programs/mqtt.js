// A device by MQTT.js: publishes 50 numbered events of QoS 1 and ends once all are acknowledged.
const mqtt = require("mqtt");
const [url, topic, version] = process.argv.slice(2);
const client = mqtt.connect(url, { protocolVersion: Number(version), clientId: "js", clean: false, reconnectPeriod: 0 });
client.on("error", (error) => { console.log(`refused: ${error.message}`); process.exit(0); });
client.on("connect", async () => {
  for (let n = 0; n < 50; n++) await client.publishAsync(topic, JSON.stringify({ n }), { qos: 1 });
  console.log("acknowledged: 50");
  client.end();
});
