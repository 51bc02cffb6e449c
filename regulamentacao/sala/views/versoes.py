"""As versões guardadas: lista, leitura, comparação e arquivos."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from regulamentacao.sala import servicos
from regulamentacao.sala.composicao import comparar, ler_trechos
from regulamentacao.sala.mesa import origens_de
from regulamentacao.sala.models import Redacao
from regulamentacao.sala.views.base import GravaNaSalaView, LeituraDaSalaMixin
from regulamentacao.sala.views.conversa import MAIOR_NUMERO
from regulamentacao.servicos import ultima_minuta
from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.contas.permissoes import Permissao, pode
from seicidades.fluxo.forms import ConfirmarForm


class VersoesView(AcompanhaTrabalhoMixin, GravaNaSalaView):
    """O que se guardou e os arquivos de cada versão. Enviar guarda a de agora."""

    form_class = ConfirmarForm
    template_name = "regulamentacao/sala/versoes.html"
    mensagem = "Versão guardada. Os arquivos aparecem aqui ao ficarem prontos."

    @cached_property
    def documentos(self) -> dict:
        return servicos.documentos_das_redacoes(self.orgao)

    @property
    def em_curso(self) -> bool:
        return any(documento.na_fila for documento in self.documentos.values())

    def gravar(self, form) -> str:
        redacao = servicos.guardar_redacao(self.implantacao, por=self.request.user)
        servicos.gerar_arquivos(redacao, self.orgao, por=self.request.user)
        return f"Minuta em preparo: versão {redacao.numero} guardada"

    def get_success_url(self) -> str:
        return self.url("versoes")

    def get_context_data(self, **kwargs):
        redacoes = servicos.redacoes_de(self.implantacao)
        anteriores = [*redacoes[1:], None]
        return super().get_context_data(
            **kwargs,
            versoes=[
                {"redacao": r, "anterior": a, "documento": self.documentos.get(r.numero)}
                for r, a in zip(redacoes, anteriores, strict=False)
            ],
            em_curso=self.em_curso,
            andamento=self.andamento("Escrevendo os arquivos", 0, 0, "arquivos"),
        )


class DaVersaoMixin(LeituraDaSalaMixin):
    def redacao_de(self, numero: int) -> Redacao:
        redacoes = Redacao.objects.filter(sala__implantacao=self.implantacao)
        redacao = (
            redacoes.select_related("guardada_por").filter(numero=numero).first()
            if numero <= MAIOR_NUMERO
            else None
        )
        if redacao is None:
            raise Http404
        return redacao

    @cached_property
    def redacao(self) -> Redacao:
        return self.redacao_de(self.kwargs["versao"])


class VersaoView(DaVersaoMixin, TemplateView):
    """Uma versão inteira, artigo por artigo, com a conversa de cada um."""

    template_name = "regulamentacao/sala/versao.html"

    def get_context_data(self, **kwargs):
        minuta, respostas = ultima_minuta(self.implantacao), self.redacao.respostas
        comentarios = servicos.comentarios_de(self.implantacao)
        notas = servicos.notas_de(self.implantacao) if self.e_da_prodesp else {}
        return super().get_context_data(
            **kwargs,
            redacao=self.redacao,
            entregue=minuta if minuta and minuta.redacao_id == self.redacao.pk else None,
            documento=servicos.documentos_das_redacoes(self.orgao).get(self.redacao.numero),
            linhas=[
                (
                    t,
                    list(origens_de(t, respostas)),
                    comentarios.get(t.chave, []),
                    len(notas.get(t.chave, [])),
                )
                for t in ler_trechos(self.redacao.trechos)
            ],
            pode_comentar=self.pode_comentar,
            pode_pedir=not self.fechada
            and pode(self.request.user, Permissao.PREENCHER, self.orgao),
        )


class GerarView(DaVersaoMixin, View):
    """Pede de novo os arquivos de uma versão; só por POST."""

    http_method_names = ["post"]
    permissao = Permissao.PREENCHER

    def post(self, request, *args, **kwargs):
        if self.fechada:
            raise PermissionDenied(f"{self.fechada[0].mensagem} {self.fechada[0].saida}")
        try:
            servicos.gerar_arquivos(self.redacao, self.orgao, por=request.user)
        except ValidationError as erro:
            for frase in erro.messages:
                messages.error(request, frase)
        else:
            messages.success(request, "Os arquivos aparecem aqui ao ficarem prontos.")
        return redirect(self.url("versoes"))


class CompararView(DaVersaoMixin, TemplateView):
    """O que mudou de uma versão para outra, palavra a palavra."""

    template_name = "regulamentacao/sala/comparar.html"

    def get_context_data(self, **kwargs):
        de, para = self.redacao_de(self.kwargs["outra"]), self.redacao
        return super().get_context_data(
            **kwargs,
            de=de,
            para=para,
            mudancas=comparar(ler_trechos(de.trechos), ler_trechos(para.trechos)),
        )
