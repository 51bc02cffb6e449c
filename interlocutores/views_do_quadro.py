"""O quadro dos interlocutores, a reconfirmação depois da posse, o cartão e a agenda do papel."""

from functools import cached_property

from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView, View

from interlocutores import acesso, cartoes, forms, quadro, reconfirmacao, servicos
from interlocutores.apuracao import ITEM_DA_DESIGNACAO
from interlocutores.models import Designacao
from interlocutores.views import PaginaDosInterlocutores
from seicidades.comum import agenda_ics
from seicidades.comum.formatos import lista_e
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import AvisoDeSaida, Vinculo
from seicidades.contas.permissoes import Permissao, decide_pessoas
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin


class QuadroView(PaginaDaImplantacaoMixin, TemplateView):
    """Os quatro papéis numa página: quem exerce, o que falta e o que pede atenção."""

    template_name = "interlocutores/quadro.html"

    def get_context_data(self, **kwargs):
        decide = decide_pessoas(self.request.user, self.orgao)
        return super().get_context_data(
            **kwargs,
            lugares=[self.linha(lugar) for lugar in quadro.montar(self.implantacao).values()],
            pendencia=reconfirmacao.pendencia_de(self.implantacao),
            decide=decide,
            outras_saidas=self.outras_saidas() if decide else [],
        )

    def outras_saidas(self) -> list[AvisoDeSaida]:
        """De quem representa o município e do apoio, que não têm lugar entre os quatro."""
        avisos = contas.avisos_de_saida(self.orgao.pk)
        return [aviso for aviso in avisos if aviso.alvo.papel not in INTERLOCUTORES]

    def linha(self, lugar: quadro.Lugar) -> dict:
        return {
            "lugar": lugar,
            "ocupantes": [(o, self.url_da_troca(o.designacao)) for o in lugar.ocupantes],
            "a_completar": [(v, self.url_de_completar(lugar, v)) for v in lugar.a_completar],
            "url": reverse(f"interlocutores:{lugar.papel}", args=[self.implantacao.pk]),
            "url_do_cartao": reverse(
                f"interlocutores:cartao_{lugar.papel}", args=[self.implantacao.pk]
            ),
        }

    def url_de_completar(self, lugar: quadro.Lugar, vinculo: Vinculo) -> str:
        """A página de designar, ou de trocar quem está, com os dados que já se têm."""
        args = [self.implantacao.pk]
        if vinculo.suplente:
            return reverse("interlocutores:suplentes", args=args, query={"papel": lugar.papel})
        troca = "substituir_" if lugar.titular else ""
        return reverse(f"interlocutores:{troca}{lugar.papel}", args=args)

    def url_da_troca(self, designacao: Designacao) -> str:
        """A página de substituir é a do titular; do suplente, informa-se o último dia."""
        if designacao.suplente:
            args = [self.implantacao.pk, designacao.pk]
            return reverse("interlocutores:encerrar_suplente", args=args)
        nome = f"interlocutores:substituir_{designacao.papel}"
        return reverse(nome, args=[self.implantacao.pk])


class ReconfirmarView(PaginaDosInterlocutores):
    """Mandato novo: cada pessoa continua ou muda. É de quem representa o município."""

    item = ITEM_DA_DESIGNACAO[Papel.GESTOR_SEI]
    form_class = forms.ReconfirmacaoForm
    template_name = "interlocutores/reconfirmar.html"
    mensagem = "Reconfirmação registrada."

    @cached_property
    def pendencia(self) -> reconfirmacao.Pendencia | None:
        return reconfirmacao.pendencia_de(self.implantacao)

    def get_form_kwargs(self):
        designacoes = self.pendencia.designacoes if self.pendencia else []
        return super().get_form_kwargs() | {"designacoes": designacoes}

    def gravar(self, form):
        mudam = form.as_que("muda")
        reconfirmacao.reconfirmar(
            self.implantacao, ficam=form.as_que("fica"), mudam=mudam, por=self.request.user
        )
        if mudam:
            self.mensagem = "Reconfirmação registrada. Falta trocar quem não continua."
        return "Interlocutores reconfirmados."

    def get_success_url(self):
        return reverse("interlocutores:quadro", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, pendencia=self.pendencia)


class PaginaDoCartao(PaginaDaImplantacaoMixin):
    permissao = Permissao.VER
    papel = Papel.GESTOR_SEI

    @cached_property
    def designacao(self) -> Designacao | None:
        return servicos.designacao_de(self.implantacao, self.papel)


class CartaoView(PaginaDoCartao, TemplateView):
    """O que o papel faz e a primeira semana de quem chega."""

    template_name = "interlocutores/cartao.html"

    def quem(self) -> str:
        """Quem o exerce hoje, designado ou só com o acesso; vazio, se está vago."""
        if self.designacao:
            return self.designacao.nome_publico
        com_acesso = acesso.acessos_sem_designacao(self.implantacao)
        return lista_e(v.usuario.nome_publico for v in com_acesso if v.papel == self.papel)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            cartao=cartoes.CARTOES[self.papel],
            quem=self.quem(),
            semana=cartoes.primeira_semana(self.implantacao, self.papel, self.designacao),
            url_da_agenda=reverse(
                f"interlocutores:agenda_{self.papel}", args=[self.implantacao.pk]
            ),
            url_do_quadro=reverse("interlocutores:quadro", args=[self.implantacao.pk]),
        )


class AgendaView(PaginaDoCartao, View):
    """O arquivo de calendário: baixar de novo atualiza, não repete."""

    def get(self, request, *args, **kwargs):
        eventos = cartoes.eventos(self.implantacao, self.papel, self.designacao)
        nome = f"{self.papel.rotulo}, {self.orgao.municipio.nome}"
        resposta = HttpResponse(agenda_ics.escrever(nome, eventos), content_type=agenda_ics.TIPO)
        resposta["Content-Disposition"] = f'attachment; filename="agenda-{self.papel}.ics"'
        return resposta
