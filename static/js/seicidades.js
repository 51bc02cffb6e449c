"use strict";

// Só polimento: sem este arquivo, toda página faz o mesmo, com um pouco menos de conforto.
(() => {
  const CAMPOS = "input:not([type=hidden]):not([type=submit]), select, textarea";
  const ESPERA_DO_ENVIO = 10000;

  // O resumo de erros recebe o foco assim que a página, ou um pedaço dela, chega.
  function focarResumo(raiz) {
    raiz.querySelector("[data-foco]")?.focus();
  }

  // Formulário que se perde ao sair da página: de gravar, com o que digitar, e sem senha.
  function guardado(formulario) {
    return (
      formulario instanceof HTMLFormElement &&
      formulario.method === "post" &&
      !("semAviso" in formulario.dataset) &&
      formulario.querySelector(CAMPOS) &&
      !formulario.querySelector("[type=password]")
    );
  }

  const mexidos = new Set();

  function anotarMudanca({ target }) {
    if (target.form && guardado(target.form)) {
      mexidos.add(target.form);
    }
  }

  // O que voltou com erro também ainda não foi salvo.
  function anotarDevolvidos() {
    for (const formulario of document.forms) {
      if (guardado(formulario) && formulario.querySelector("[aria-invalid=true]")) {
        mexidos.add(formulario);
      }
    }
  }

  function avisarSaida(evento) {
    if ([...mexidos].some((formulario) => formulario.isConnected)) {
      evento.preventDefault();
    }
  }

  // Apertar duas vezes envia uma. O botão não é desligado: o nome dele vai junto no pedido.
  function liberar(formulario) {
    delete formulario.dataset.enviando;
    for (const botao of formulario.querySelectorAll("[data-ocupado]")) {
      botao.removeAttribute("aria-disabled");
      botao.removeAttribute("data-ocupado");
    }
  }

  function enviar(evento) {
    const formulario = evento.target;
    if (formulario.method !== "post" || evento.defaultPrevented) {
      return;
    }
    if ("enviando" in formulario.dataset) {
      evento.preventDefault();
      return;
    }
    mexidos.delete(formulario);
    formulario.dataset.enviando = "";
    for (const botao of formulario.querySelectorAll("button:not([type=button]), input[type=submit]")) {
      botao.setAttribute("aria-disabled", "true");
      botao.setAttribute("data-ocupado", "");
    }
    setTimeout(liberar, ESPERA_DO_ENVIO, formulario);
  }

  // Blocos do menu fecham com Esc e ao clicar fora.
  function fecharBlocos({ target }) {
    for (const bloco of document.querySelectorAll("details[data-fecha-fora][open]")) {
      if (!bloco.contains(target)) {
        bloco.open = false;
      }
    }
  }

  function fecharComEsc({ key }) {
    const bloco = document.activeElement?.closest("details[data-fecha-fora][open]");
    if (key === "Escape" && bloco) {
      bloco.open = false;
      bloco.querySelector("summary").focus();
    }
  }

  // No papel, tudo aberto; depois, como estava.
  let fechados = [];

  function abrirParaImprimir() {
    fechados = [...document.querySelectorAll("main details:not([open])")];
    fechados.forEach((bloco) => { bloco.open = true; });
  }

  function fecharDepoisDeImprimir() {
    fechados.forEach((bloco) => { bloco.open = false; });
  }

  document.addEventListener("input", anotarMudanca);
  document.addEventListener("change", anotarMudanca);
  document.addEventListener("submit", enviar);
  document.addEventListener("click", fecharBlocos);
  document.addEventListener("focusin", fecharBlocos);
  document.addEventListener("keydown", fecharComEsc);
  document.addEventListener("htmx:afterSwap", ({ target }) => focarResumo(target));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    const formulario = target.closest?.("form");
    if (formulario && detail.successful) {
      mexidos.delete(formulario);
    }
  });
  window.addEventListener("beforeunload", avisarSaida);
  window.addEventListener("pageshow", () => [...document.forms].forEach(liberar));
  window.addEventListener("beforeprint", abrirParaImprimir);
  window.addEventListener("afterprint", fecharDepoisDeImprimir);

  anotarDevolvidos();
  focarResumo(document);
})();
