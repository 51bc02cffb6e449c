"""O arquivo enviado e ainda não gravado: colunas, prévia, consertos e gravação."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView

from cadastros.forms import ColunasForm, ConsertosForm, GravarForm, OndeComecaForm
from cadastros.servicos import cargas, leitura
from cadastros.servicos.comparacao import na_tela
from cadastros.validacao import Escolha, Folha, Menda, Problema, amostra_de, letra, titulos_de
from cadastros.views.base import AcaoNoRascunhoView, DoRascunhoMixin
from seicidades.comum.formatos import so_digitos
from seicidades.fluxo.paginas import FatoFormView

PROBLEMAS_MOSTRADOS = 200
SIGLAS_MOSTRADAS = 12
MUDANCAS_MOSTRADAS = 60
CONSERTOS_MOSTRADOS = 30
LINHAS_DA_AMOSTRA = 5
EXEMPLOS = 2
LETRAS_DO_EXEMPLO = 24
# Até dois zeros da frente a planilha come.
ALGARISMOS_DE_CPF = (9, 10, 11)
ROTULOS_DOS_CONSERTOS = {
    "latin1": "trocar sinais que o SEI não guarda pelos do teclado",
    "controle": "tirar quebras de linha e tabulações",
    "sim_ou_nao": "escrever S ou N",
    "uf": "escrever a sigla do estado",
    "cep": "escrever o CEP no formato 00000-000",
    "cpf": "devolver os zeros do começo do CPF",
    "email": "tirar o que sobra em volta do e-mail",
    "perfil": "escrever o perfil como o SEI o conhece",
    "superior_desconhecida": "trocar o nome da unidade superior pela sigla",
    "unidade_desconhecida": "trocar o nome da unidade pela sigla",
    "sigla_repetida": "apagar linhas iguais a outra",
}


class PreviaView(DoRascunhoMixin, FatoFormView):
    """O que o arquivo enviado faria; gravar é aqui, tudo ou nada."""

    form_class = GravarForm
    template_name = "cadastros/previa.html"

    @cached_property
    def previa(self) -> cargas.Previa:
        self.exigir_linhas()
        return cargas.prever(self.rascunho)

    @property
    def mensagem(self) -> str:
        return f"Arquivo de {self.tipo.label} gravado."

    @property
    def gravando(self) -> bool:
        """Quem grava confere de novo, com a cidade trancada: antes disso, não é preciso."""
        return self.request.method == "POST"

    def get_initial(self):
        return {} if self.gravando else {"marca": self.previa.marca}

    def get_form_kwargs(self):
        pede = self.gravando or self.previa.pede_conferencia
        return super().get_form_kwargs() | {"pede_conferencia": pede}

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        return super().post(request, *args, **kwargs)

    def gravar(self, form):
        gravacao = cargas.gravar(
            self.implantacao,
            self.rascunho,
            self.request.user,
            marca=form.cleaned_data["marca"],
            avisos_conferidos=form.cleaned_data.get("avisos_conferidos", False),
        )
        carga = gravacao.carga
        o_que = "gravada" if gravacao.mudou else "conferida, sem mudança"
        return f"Arquivo de {self.tipo.label}, versão {carga.versao}, {o_que}."

    def form_invalid(self, form):
        """A marca volta a ser a do que a página mostra agora."""
        form.data = form.data.copy()
        form.data["marca"] = self.previa.marca
        if not self.previa.pede_conferencia:
            del form.fields["avisos_conferidos"]
        return super().form_invalid(form)

    def _coluna(self, problema: Problema) -> str:
        """Onde a pessoa acha a coluna: a letra da planilha dela ou o número do leiaute."""
        if problema.coluna is None:
            return "todas"
        colunas = self.rascunho.leitura.get("colunas")
        if not colunas:
            return f"{problema.coluna} · {problema.rotulo}"
        posicao = colunas.get(self.leiaute.colunas[problema.coluna].campo)
        return problema.rotulo if posicao is None else f"{letra(posicao)} · {problema.rotulo}"

    def get_context_data(self, **kwargs):
        conferencia = self.previa.conferencia
        problemas = [*conferencia.erros, *conferencia.avisos]
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            rascunho=self.rascunho,
            previa=self.previa,
            conferencia=conferencia,
            problemas=[(p, self._coluna(p)) for p in problemas[:PROBLEMAS_MOSTRADOS]],
            escondidos=max(0, len(problemas) - PROBLEMAS_MOSTRADOS),
            mostradas=f":{SIGLAS_MOSTRADAS}",
            mudancas=self.previa.diferenca.mudancas[:MUDANCAS_MOSTRADAS],
            mudancas_escondidas=max(0, len(self.previa.diferenca.mudancas) - MUDANCAS_MOSTRADAS),
            consertos=consertos_na_tela(conferencia.mendas),
            consertado=self.rascunho.linhas_cifradas is not None,
            url_do_tipo=self.url_do_tipo(),
            url_das_linhas=self.url("cadastros:linhas", self.rascunho.pk),
            url_das_colunas=self.url("cadastros:colunas", self.rascunho.pk),
            url_de_consertar=self.url("cadastros:consertar", self.rascunho.pk),
            url_de_desfazer=self.url("cadastros:desfazer", self.rascunho.pk),
            url_de_descartar=self.url("cadastros:descartar", self.rascunho.pk),
        )


@dataclass(frozen=True)
class Conserto:
    """Os consertos de um código, como a prévia os mostra."""

    codigo: str
    rotulo: str
    quantos: int
    exemplos: list[dict]


def consertos_na_tela(mendas: Iterable[Menda]) -> list[Conserto]:
    """Agrupados por código; o CPF vem pela metade."""
    por_codigo = groupby(sorted(mendas, key=lambda m: m.codigo), key=lambda m: m.codigo)
    return [
        Conserto(
            codigo,
            ROTULOS_DOS_CONSERTOS[codigo],
            len(grupo),
            [_exemplo(m) for m in sorted(grupo, key=lambda m: m.linha)[:CONSERTOS_MOSTRADOS]],
        )
        for codigo, grupo in ((codigo, list(mendas)) for codigo, mendas in por_codigo)
    ]


def _exemplo(menda: Menda) -> dict:
    campo = menda.coluna.campo if menda.coluna else ""
    return {
        "linha": menda.linha,
        "coluna": menda.coluna.rotulo if menda.coluna else "a linha toda",
        "antes": "número incompleto" if campo == "cpf" else menda.antes,
        "depois": na_tela(campo, menda.depois) if menda.coluna else "linha apagada",
    }


class ColunasView(DoRascunhoMixin, FormView):
    """Que coluna do arquivo é cada dado, e em que aba e linha ele começa."""

    form_class = ColunasForm
    template_name = "cadastros/colunas.html"

    @cached_property
    def entrada(self):
        self.exigir_linhas()
        entrada = leitura.abrir_rascunho(self.rascunho)
        if not entrada.folhas:
            raise Http404("Este arquivo não tem linhas que se possam ler.")
        return entrada

    @cached_property
    def escolha(self) -> Escolha:
        """O que a pessoa já escolheu; se pediu outra aba ou linha, o palpite para elas."""
        onde = self.onde_form
        pedida = onde.cleaned_data if onde.is_bound and onde.is_valid() else {}
        aba, cabecalho = pedida.get("aba"), pedida.get("cabecalho")
        if self.rascunho.leitura and aba is None and cabecalho is None:
            return Escolha(**self.rascunho.leitura)
        palpite = leitura.palpite(self.rascunho, self.entrada, folha=aba, cabecalho=cabecalho)
        return palpite.escolha

    @cached_property
    def onde_form(self) -> OndeComecaForm:
        abas = [folha.nome for folha in self.entrada.folhas]
        return OndeComecaForm(self.request.GET or None, abas=abas, auto_id="onde_%s")

    def _onde_na_tela(self) -> OndeComecaForm:
        if not self.onde_form.is_bound:
            atual = {"aba": self.escolha.folha, "cabecalho": self.escolha.cabecalho}
            self.onde_form.initial = atual
        return self.onde_form

    @property
    def folha(self) -> Folha:
        return self.entrada.folhas[self.escolha.folha]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "leiaute": self.leiaute,
            "escolha": self.escolha,
            "opcoes": opcoes_de_coluna(self.folha, self.escolha.cabecalho),
            "abas": len(self.entrada.folhas),
        }

    def form_valid(self, form):
        leitura.escolher(self.rascunho, form.escolha())
        return redirect(self.url_da_previa())

    def get_context_data(self, **kwargs):
        etapa = self.implantacao.roteiro.etapa_do_item[self.item]
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            rascunho=self.rascunho,
            etapa=etapa,
            item_definicao=self.implantacao.roteiro.itens[self.item],
            url_da_etapa=self.url_da_etapa(etapa.chave),
            url_do_tipo=self.url_do_tipo(),
            onde_form=self._onde_na_tela(),
            folha=self.folha,
            cabecalho=self.escolha.cabecalho,
            amostra=amostra_na_tela(self.folha, self.escolha.cabecalho),
        )


def opcoes_de_coluna(folha: Folha, cabecalho: int) -> list[tuple[int, str]]:
    """Cada coluna do arquivo com a letra, o título e uns exemplos, sem CPF."""
    titulos = titulos_de(folha, cabecalho)
    amostra = amostra_de(folha, cabecalho, LINHAS_DA_AMOSTRA * 4)
    largura = max([len(titulos), *map(len, amostra)])
    return [
        (posicao, _rotulo(posicao, titulos, amostra))
        for posicao in range(largura)
        if (posicao < len(titulos) and titulos[posicao])
        or any(posicao < len(c) and c[posicao] for c in amostra)
    ]


def _rotulo(posicao: int, titulos: list[str], amostra: list[list[str]]) -> str:
    titulo = titulos[posicao] if posicao < len(titulos) else ""
    vistos = dict.fromkeys(c[posicao] for c in amostra if posicao < len(c) and c[posicao])
    exemplos = "; ".join(_resumido(t) for t in list(vistos)[:EXEMPLOS])
    partes = [letra(posicao), titulo[:40], f"ex.: {exemplos}" if exemplos else ""]
    return " · ".join(parte for parte in partes if parte)


def _resumido(texto: str) -> str:
    if len(so_digitos(texto)) in ALGARISMOS_DE_CPF:
        return "número que não se mostra"
    return texto if len(texto) <= LETRAS_DO_EXEMPLO else f"{texto[:LETRAS_DO_EXEMPLO]}…"


def amostra_na_tela(folha: Folha, cabecalho: int) -> dict:
    """O começo da folha, com letras e números de linha; nada que pareça CPF."""
    numeros = [n for n, celulas in folha.linhas.items() if n > cabecalho and any(celulas)]
    linhas = [(n, folha.linhas[n]) for n in numeros[:LINHAS_DA_AMOSTRA]]
    titulos = titulos_de(folha, cabecalho)
    largura = max([len(titulos), *(len(c) for _, c in linhas)])
    return {
        "letras": [letra(posicao) for posicao in range(largura)],
        "titulos": titulos,
        "linhas": [(numero, [_resumido(c) for c in celulas]) for numero, celulas in linhas],
    }


class ConsertarView(AcaoNoRascunhoView):
    """Aplica os consertos que a prévia mostrou e a pessoa marcou."""

    def agir(self):
        form = ConsertosForm(self.request.POST, codigos=list(ROTULOS_DOS_CONSERTOS))
        if not form.is_valid():
            messages.error(self.request, form.errors["codigos"][0])
            return
        quantos = cargas.consertar(self.rascunho, form.cleaned_data["codigos"])
        plural = "conserto feito" if quantos == 1 else "consertos feitos"
        messages.success(self.request, f"{quantos} {plural}. Nada foi gravado ainda.")


class DesfazerView(AcaoNoRascunhoView):
    """Volta às linhas do arquivo como ele veio."""

    def agir(self):
        leitura.desfazer_consertos(self.rascunho)
        messages.info(self.request, "As linhas voltaram a ser as do arquivo enviado.")


class DescartarView(AcaoNoRascunhoView):
    """Apaga o arquivo enviado e não gravado. Só o de quem pede."""

    def agir(self):
        pagina = self.url_do_tipo()
        self.rascunho.delete()
        messages.info(self.request, "Arquivo descartado. O que já estava gravado não mudou.")
        return pagina
