"""As linhas do arquivo enviado, para mudar uma a uma antes de gravar."""

import re
from collections import defaultdict
from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from cadastros.forms import LinhaForm
from cadastros.servicos import cargas, leitura
from cadastros.validacao import Coluna, Leiaute, Linha, Problema, algarismos_do_cpf
from cadastros.views.base import AcaoNoRascunhoView, DoRascunhoMixin, sem_relatar_o_escrito
from seicidades.comum.formatos import cpf_mascarado

LINHAS_POR_PAGINA = 20
# Uma a mais que o maior texto aceito numa linha: passou, a conferência diz.
LETRAS_POR_CELULA = LinhaForm.LARGURA_MAXIMA + 1
NOME_DA_CELULA = re.compile(r"c-(?P<linha>[0-9]{1,7})-(?P<campo>[a-z_]{1,40})")
NOVA = 0


class DasLinhasMixin(DoRascunhoMixin):
    """As linhas como estão agora, e o que a conferência diz delas."""

    @cached_property
    def leitura(self):
        self.exigir_linhas()
        return leitura.ler_rascunho(self.rascunho)

    @cached_property
    def conferencia(self):
        return cargas.conferir(self.rascunho, self.leitura)

    def url_das_linhas(self) -> str:
        return self.url("cadastros:linhas", self.rascunho.pk)

    def get_context_data(self, **kwargs):
        etapa = self.implantacao.roteiro.etapa_do_item[self.item]
        return super().get_context_data(
            **kwargs,
            tipo_do_arquivo=self.tipo.label,
            rascunho=self.rascunho,
            etapa=etapa,
            item_definicao=self.implantacao.roteiro.itens[self.item],
            url_da_etapa=self.url_da_etapa(etapa.chave),
            url_do_tipo=self.url_do_tipo(),
            url_da_previa=self.url_da_previa(),
            url_das_linhas=self.url_das_linhas(),
        )


@sem_relatar_o_escrito
class LinhasView(DasLinhasMixin, TemplateView):
    """A grade: as células de uma página de linhas, para mudar no lugar, com os problemas."""

    template_name = "cadastros/linhas.html"
    http_method_names = ["get", "head", "post"]

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        feito = leitura.salvar_celulas(self.rascunho, self._escritas(), self._tiradas())
        messages.success(request, f"{_o_que_mudou(*feito)}. Nada foi gravado ainda.")
        consulta = request.GET.urlencode()
        destino = self.url_da_previa() if "conferir" in request.POST else self.url_das_linhas()
        return redirect(f"{destino}?{consulta}" if consulta else destino)

    def _escritas(self) -> dict[int, dict[int, str]]:
        """As células que vieram; CPF vazio fica como está, porque não se mostrou."""
        escritas: dict[int, dict[int, str]] = defaultdict(dict)
        for nome, valor in self.request.POST.items():
            achada = NOME_DA_CELULA.fullmatch(nome)
            coluna = self.leiaute.por_campo.get(achada["campo"]) if achada else None
            if coluna is None or coluna.posicao == 0 or (coluna.campo == "cpf" and not valor):
                continue
            escritas[int(achada["linha"])][coluna.posicao] = valor[:LETRAS_POR_CELULA]
        return escritas

    def _tiradas(self) -> set[int]:
        marcadas = self.request.POST.getlist("tirar")
        return {int(m) for m in marcadas if m.isascii() and m.isdigit() and len(m) <= 7}

    def get_context_data(self, **kwargs):
        so_problemas = "problemas" in self.request.GET
        achados: dict[int, list] = defaultdict(list)
        for problema in self.conferencia.problemas:
            if problema.linha:
                achados[problema.linha].append(problema)
        linhas = [li for li in self.leitura.linhas if not so_problemas or li.numero in achados]
        pagina = Paginator(linhas, LINHAS_POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            colunas=self.leiaute.colunas[1:],
            pagina=pagina,
            linhas=[_LinhaDaGrade(li, self.leiaute, achados.get(li.numero, [])) for li in pagina],
            so_problemas=so_problemas,
            com_problemas=len(achados),
            erros=len(self.conferencia.erros),
            avisos=len(self.conferencia.avisos),
            url_de_acrescentar=self.url("cadastros:linha", self.rascunho.pk, NOVA),
        )


def _o_que_mudou(mudaram: int, sairam: int) -> str:
    frase = "1 linha mudou" if mudaram == 1 else f"{mudaram} linhas mudaram"
    if not sairam:
        return frase
    return f"{frase} e {'1 saiu' if sairam == 1 else f'{sairam} saíram'}"


class _LinhaDaGrade:
    """Uma linha pronta para a tela: cada célula com o nome do campo e o que há de errado nela."""

    def __init__(self, linha: Linha, leiaute: Leiaute, problemas: list[Problema]):
        self.numero = linha.numero
        self.quantos = len(problemas)
        por_coluna: dict[int | None, list[Problema]] = defaultdict(list)
        for problema in problemas:
            por_coluna[problema.coluna].append(problema)
        self.da_linha_toda = por_coluna[None]
        self.celulas = [
            self._celula(coluna, linha.celulas[coluna.posicao], por_coluna[coluna.posicao])
            for coluna in leiaute.colunas[1:]
        ]

    def _celula(self, coluna: Coluna, valor: str, problemas: list[Problema]) -> dict:
        escondida = coluna.campo == "cpf" and valor
        return {
            "nome": f"c-{self.numero}-{coluna.campo}",
            "rotulo": f"{coluna.rotulo}, linha {self.numero}",
            "valor": "" if escondida else valor,
            "escondido": _cpf_na_grade(valor) if escondida else "",
            "problemas": problemas,
            "errada": any(p.eh_erro for p in problemas),
        }


def _cpf_na_grade(valor: str) -> str:
    return cpf_mascarado(algarismos_do_cpf(valor)) or "número incompleto"


@sem_relatar_o_escrito
class LinhaView(DasLinhasMixin, FormView):
    """Mudar uma linha ou, com número 0, acrescentar uma."""

    form_class = LinhaForm
    template_name = "cadastros/linha.html"

    @property
    def numero(self) -> int:
        return self.kwargs["numero"]

    @cached_property
    def linha(self) -> Linha | None:
        achada = next((li for li in self.leitura.linhas if li.numero == self.numero), None)
        if achada is None and self.numero != NOVA:
            raise Http404("Esta linha não está mais no arquivo.")
        return achada

    def get_form_kwargs(self):
        celulas = self.linha.celulas if self.linha else None
        return super().get_form_kwargs() | {"leiaute": self.leiaute, "celulas": celulas}

    def form_valid(self, form):
        numero = leitura.salvar_linha(self.rascunho, self.numero, form.escritas())
        del self.leitura
        problemas = self._problemas(numero)
        if not problemas:
            messages.success(self.request, f"Linha {numero} salva, sem problemas nela.")
            return redirect(self.url_das_linhas())
        quantos = "1 problema" if len(problemas) == 1 else f"{len(problemas)} problemas"
        messages.warning(self.request, f"Linha {numero} salva; a conferência vê {quantos} nela.")
        return redirect(self.url("cadastros:linha", self.rascunho.pk, numero))

    def _problemas(self, numero: int) -> list:
        return [p for p in self.conferencia.problemas if numero and p.linha == numero]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            numero=self.numero,
            problemas=self._problemas(self.numero),
            url_de_remover=self.url("cadastros:remover_linha", self.rascunho.pk, self.numero),
        )


class RemoverView(AcaoNoRascunhoView):
    """Tira uma linha do arquivo por gravar."""

    def agir(self):
        numero = self.kwargs["numero"]
        leitura.remover_linha(self.rascunho, numero)
        messages.info(self.request, f"A linha {numero} saiu. Nada foi gravado ainda.")
        return self.url("cadastros:linhas", self.rascunho.pk)
