package referee;

import static io.trino.spi.type.TimeZoneKey.UTC_KEY;
import static io.trino.testing.TestingSession.testSessionBuilder;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.airlift.log.Level;
import io.airlift.log.Logging;
import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.type.Type;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.StandaloneQueryRunner;
import java.nio.file.Path;
import java.util.Map;

/** One Trino in this JVM: the catalog {@code hive} reads the lake's raw logs, {@code memory} holds scratch tables. */
final class Engine {
    static final String VERSION = "483";

    private final Session session;
    private final StandaloneQueryRunner runner;

    Engine(Path lake) {
        Logging.initialize().setLevel("", Level.ERROR);
        session = testSessionBuilder()
                .setTimeZoneKey(UTC_KEY)
                .setCatalog("hive")
                .setSchema("logs")
                .setSystemProperty("query_max_run_time", "10m")
                .build();
        runner = new StandaloneQueryRunner(session);
        runner.installPlugin(new MemoryPlugin());
        runner.createCatalog("memory", "memory", Map.of());
        runner.installPlugin(new HivePlugin());
        runner.createCatalog("hive", "hive", Map.ofEntries(
                entry("hive.metastore", "file"),
                entry("hive.metastore.catalog.dir", "local:///catalog"),
                entry("fs.local.enabled", "true"),
                entry("local.location", lake.toString()),
                entry("hive.security", "allow-all"),
                entry("hive.partition-projection-enabled", "true"),
                entry("hive.ignore-absent-partitions", "true"),
                // Athena reads the folders within a table's location too, and takes partitions that lie anywhere.
                entry("hive.recursive-directories", "true"),
                entry("hive.allow-register-partition-procedure", "true"),
                entry("hive.non-managed-table-writes-enabled", "true"),
                entry("hive.table-statistics-enabled", "false")));
        runner.execute("CREATE SCHEMA IF NOT EXISTS hive.logs");
    }

    void validate(String sql) {
        runner.execute(session, "EXPLAIN (TYPE VALIDATE) " + sql);
    }

    void run(String sql, ObjectNode answer) {
        MaterializedResult result = runner.execute(session, sql);
        ArrayNode columns = answer.putArray("columns");
        if (result.getUpdateType().isEmpty()) {
            // A statement that changes something has rows, but no names for their columns.
            result.getColumnNames().forEach(columns::add);
        }
        ArrayNode types = answer.putArray("types");
        result.getTypes().stream().map(Type::getDisplayName).forEach(types::add);
        ArrayNode rows = answer.putArray("rows");
        for (MaterializedRow row : result.getMaterializedRows()) {
            rows.add(Values.array(row.getFields()));
        }
    }
}
