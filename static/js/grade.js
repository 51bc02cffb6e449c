// Na grade, as setas para cima e para baixo mudam de linha na mesma coluna. Sem isto, Tab basta.
(() => {
  "use strict";

  const PASSO = { ArrowUp: -1, ArrowDown: 1 };

  function mover(evento) {
    const linha = evento.target.closest?.("[data-grade] tbody tr");
    if (!(evento.key in PASSO) || !linha || !evento.target.matches("input")) {
      return;
    }
    const linhas = [...linha.parentElement.rows];
    const destino = linhas[linhas.indexOf(linha) + PASSO[evento.key]];
    const celula = destino?.cells[evento.target.closest("td, th").cellIndex]?.querySelector("input");
    if (celula) {
      evento.preventDefault();
      celula.focus();
      celula.select();
    }
  }

  document.addEventListener("keydown", mover);
})();
