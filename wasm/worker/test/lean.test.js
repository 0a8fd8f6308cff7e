import { testEdge } from './edge.js';

testEdge('lean');
