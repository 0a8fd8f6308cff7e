import org.neo4j.harness.Neo4jBuilders;

/** Serves an empty Neo4j database until its standard input ends, and prints its address. */
class Graph {
  public static void main(String[] arguments) throws Exception {
    try (var graph = Neo4jBuilders.newInProcessBuilder().withDisabledServer().build()) {
      System.out.println(graph.boltURI());
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }
}
