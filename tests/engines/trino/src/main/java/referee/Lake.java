package referee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The local folder that stands for the object store: log files and the file metastore's catalog. */
record Lake(Path folder, boolean temporary) {
    static Lake open(Path folder, boolean temporary) throws IOException {
        return new Lake(Files.createDirectories(folder).toRealPath(), temporary);
    }

    /** Deletes the folder when it is a temporary one. */
    void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
        catch (IOException error) {
            System.err.println("cannot delete " + folder + ": " + error);
        }
    }
}
