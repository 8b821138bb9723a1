package referee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program: reads one JSON request a line, answers one JSON line each, and ends with its input.
 *
 * <p>Arguments: the folder of the lake, and optionally {@code --temporary}, which deletes that folder at the end.
 * Requests are {@code {"id": 1, "mode": "run", "sql": "…"}}; the mode {@code validate} analyses without running.
 */
public final class Referee {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Referee() {}

    public static void main(String[] args) throws Exception {
        // Trino's logging takes System.out over, so the answers have a stream of their own.
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (args.length == 0) {
            System.err.println("usage: run LAKE_FOLDER [--temporary]");
            System.exit(2);
        }
        Lake lake = Lake.open(Path.of(args[0]), args.length > 1 && args[1].equals("--temporary"));
        // A test that is killed in the middle of a long query closes the input, which nobody then reads.
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> end(lake)));

        Engine engine = new Engine(lake.folder());
        answers.println(JSON.createObjectNode().put("ready", true).put("version", Engine.VERSION));

        BufferedReader requests = new BufferedReader(
                new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            if (!line.isBlank()) {
                answers.println(answer(engine, line));
            }
        }
        end(lake);
    }

    private static ObjectNode answer(Engine engine, String line) {
        ObjectNode answer = JSON.createObjectNode();
        long start = System.nanoTime();
        try {
            JsonNode request = JSON.readTree(line);
            answer.set("id", request.path("id"));
            String sql = request.path("sql").asText();
            switch (request.path("mode").asText("run")) {
                case "run" -> engine.run(sql, answer);
                case "validate" -> engine.validate(sql);
                default -> throw new IllegalArgumentException("unknown mode: " + request.path("mode"));
            }
            answer.put("ok", true);
        }
        catch (Exception | StackOverflowError | OutOfMemoryError error) {
            answer.put("ok", false).put("error", String.valueOf(error.getMessage()));
        }
        return answer.put("ms", (System.nanoTime() - start) / 1_000_000);
    }

    /** Ends at once: the orderly shutdown of the server takes seconds and saves nothing. */
    private static void end(Lake lake) {
        lake.close();
        Runtime.getRuntime().halt(0);
    }
}
