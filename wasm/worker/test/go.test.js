import { testEdge } from './edge.js';

testEdge('all Go');
