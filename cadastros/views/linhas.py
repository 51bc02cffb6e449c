"""As linhas do arquivo enviado, para mudar uma a uma antes de gravar."""

from collections import Counter
from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from cadastros.forms import LinhaForm
from cadastros.servicos import cargas, leitura
from cadastros.validacao import Coluna, Linha, algarismos_do_cpf
from cadastros.views.base import AcaoNoRascunhoView, DoRascunhoMixin, sem_relatar_o_escrito
from seicidades.comum.formatos import cpf_mascarado
from seicidades.contas.permissoes import Permissao

LINHAS_POR_PAGINA = 50
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


class LinhasView(DasLinhasMixin, TemplateView):
    """A grade: uma página de linhas, com os problemas de cada uma."""

    template_name = "cadastros/linhas.html"
    http_method_names = ["get", "head"]
    permissao = Permissao.VER

    def get_context_data(self, **kwargs):
        so_problemas = "problemas" in self.request.GET
        por_linha = Counter(p.linha for p in self.conferencia.problemas if p.linha)
        linhas = [li for li in self.leitura.linhas if not so_problemas or li.numero in por_linha]
        pagina = Paginator(linhas, LINHAS_POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            colunas=self.leiaute.colunas[1:],
            pagina=pagina,
            linhas=[(li.numero, self._celulas(li), por_linha[li.numero]) for li in pagina],
            so_problemas=so_problemas,
            com_problemas=len(por_linha),
            erros=len(self.conferencia.erros),
            avisos=len(self.conferencia.avisos),
            url_de_acrescentar=self.url("cadastros:linha", self.rascunho.pk, NOVA),
        )

    def _celulas(self, linha: Linha) -> list[str]:
        return [_na_grade(c, linha.celulas[c.posicao]) for c in self.leiaute.colunas[1:]]


def _na_grade(coluna: Coluna, valor: str) -> str:
    if coluna.campo != "cpf" or not valor:
        return valor
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
