import './base.css';
import './panel.css';
import './run-view.css';
import './card.css';
import './chart.css';
