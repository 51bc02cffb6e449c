"""O organograma das unidades gravadas: desenho, texto e o que mudou de uma versão."""

from collections import Counter

from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cadastros.models import Carga, TipoDeCarga
from cadastros.servicos import cargas, organograma, versoes
from cadastros.servicos.comparacao import comparar
from cadastros.servicos.linhas import pessoas_por_unidade
from cadastros.validacao import comparavel
from cadastros.views.base import DaCargaMixin
from seicidades.contas.permissoes import Permissao


class OrganogramaView(DaCargaMixin, TemplateView):
    """Sempre a versão em vigor; `com` marca o que mudou desde outra."""

    http_method_names = ["get", "head"]
    permissao = Permissao.VER
    template_name = "cadastros/organograma.html"
    tipo = TipoDeCarga.UNIDADES

    @cached_property
    def com(self) -> Carga | None:
        pedida = self.request.GET.get("com", "")
        if not pedida:
            return None
        todas = versoes.listar(self.implantacao, self.tipo)
        numero = int(pedida) if pedida.isascii() and pedida.isdigit() and len(pedida) < 10 else 0
        if achada := todas.filter(versao=numero).first():
            return achada
        raise Http404("Não há esta versão.")

    def _pessoas(self) -> Counter:
        usuarios = cargas.vigente(self.implantacao, TipoDeCarga.USUARIOS)
        if usuarios is None:
            return Counter()
        pessoas = Counter()
        for sigla, quantas in pessoas_por_unidade(usuarios).items():
            pessoas[comparavel(sigla)] += quantas
        return pessoas

    def get_context_data(self, **kwargs):
        etapa = self.implantacao.roteiro.etapa_do_item[self.item]
        unidades = cargas.registros_de(self.atual) if self.atual else []
        diferenca = None
        if self.com:
            diferenca = comparar(cargas.registros_de(self.com), unidades, self.tipo)
        nos = organograma.arvore(unidades, self._pessoas(), diferenca)
        outras = versoes.listar(self.implantacao, self.tipo)
        return super().get_context_data(
            **kwargs,
            etapa=etapa,
            item_definicao=self.implantacao.roteiro.itens[self.item],
            url_da_etapa=self.url_da_etapa(etapa.chave),
            url_do_tipo=self.url_do_tipo(),
            atual=self.atual,
            com=self.com,
            outras=outras.exclude(pk=self.atual.pk) if self.atual else [],
            diferenca=diferenca,
            nos=nos,
            niveis=max((no.nivel for no in nos), default=0),
            pessoas=sum(no.pessoas for no in nos),
            paginas=organograma.paginas(nos),
            largura=organograma.LARGURA,
            direita=organograma.LARGURA - organograma.MARGEM,
        )
