import { testEdge } from './edge.js';

testEdge('worker');
