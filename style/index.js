import './base.css';
import './panel.css';
import './run-view.css';
import './run-view-tabs.css';
import './compare.css';
import './card.css';
import './chart.css';
import './media.css';
