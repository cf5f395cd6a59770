package org.elasticsearch.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.ClassPathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;
import org.elasticsearch.transport.netty4.Netty4Plugin;
import org.elasticsearch.xpack.core.XPackPlugin;

/** A single Elasticsearch node in this process: Oracle HOME PORT [setting=value ...]. */
public final class Oracle {
    private static final class OracleNode extends Node {
        OracleNode(Environment environment, List<Class<? extends Plugin>> plugins) {
            super(NodeConstruction.prepareConstruction(environment, null, new NodeServiceProvider() {
                @Override
                PluginsService newPluginService(Environment given, PluginsLoader loader) {
                    return new ClassPathPlugins(given, plugins);
                }
            }, true));
        }
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        Files.createDirectories(home.resolve("config"));
        Settings.Builder settings = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", home.resolve("data").toString())
            .put("path.logs", home.resolve("logs").toString())
            .put("cluster.name", "oracle")
            .put("node.name", "oracle")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.port", port + 100)
            .put("path.repo", home.resolve("snapshots").toString())
            .put("node.processors", 2)
            .put("script.disable_max_compilations_rate", true)
            .put("xpack.security.enabled", false)
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        List<Class<? extends Plugin>> plugins = new ArrayList<>(
            List.of(Netty4Plugin.class, XPackPlugin.class, oracle.Root.class, oracle.Analysis.class, oracle.Scripts.class));
        if (settings.get("xpack.security.enabled").equals("true")) { // the module's jars are on the class path only then, hence by name
            plugins.add(Class.forName("org.elasticsearch.xpack.security.Security").asSubclass(Plugin.class));
            plugins.add(oracle.Mustache.class);
            KeyStoreWrapper secrets = KeyStoreWrapper.create();
            secrets.setString("bootstrap.password", System.getenv().getOrDefault("ORACLE_PASSWORD", "oracle-password").toCharArray());
            settings.setSecureSettings(secrets);
        }
        Environment environment = new Environment(settings.build(), home.resolve("config"));
        Files.createDirectories(home.resolve("snapshots"));
        LogConfigurator.configureESLogging();
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
        Node node = new OracleNode(environment, plugins);
        node.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        Inventory.write(node, home.resolve("inventory.txt"));
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
