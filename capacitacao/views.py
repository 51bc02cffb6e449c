"""Páginas da capacitação."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from capacitacao import forms, servicos
from capacitacao.apuracao import ITEM_DA_REUNIAO, ITEM_DO_PRODUTO
from capacitacao.models import (
    Atendimento,
    EntregaDeProduto,
    Multiplicador,
    OperacaoAssistida,
    Produto,
    Prontidao,
    Reuniao,
    Sessao,
    TipoDeSessao,
)
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.paginas import FatoFormView


class PaginaDeCapacitacao(FatoFormView):
    """Formulário que corrige um objeto que pode já existir (`guardado`)."""

    template_name = "capacitacao/fato.html"
    datado = ""

    @cached_property
    def guardado(self):
        return None

    def get_initial(self):
        if self.guardado is None:
            return {}
        campos = [c for c in self.form_class.base_fields if c != "arquivo"]
        return {c: getattr(self.guardado, c) for c in campos}

    def dia_do_fato(self, form):
        return form.cleaned_data.get(self.datado) if self.datado else None

    def dados(self, form) -> dict:
        """O que foi preenchido, com o arquivo já no cofre; sem arquivo novo, fica o que havia."""
        dados = dict(form.cleaned_data)
        enviado = dados.pop("arquivo", None)
        if enviado:
            dados["arquivo"] = documentos.guardar(self.orgao, enviado, self.request.user)
        return dados

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            guardado=self.guardado,
            arquivo_guardado=getattr(self.guardado, "arquivo", None),
        )


class ReuniaoView(PaginaDeCapacitacao):
    """Uma das duas reuniões de governança; `item` diz qual."""

    form_class = forms.ReuniaoForm
    datado = "data"
    mensagem = "Reunião registrada."

    @cached_property
    def guardado(self):
        return (
            Reuniao.objects.select_related("arquivo")
            .filter(implantacao=self.implantacao, tipo=ITEM_DA_REUNIAO[self.item])
            .first()
        )

    def get_initial(self):
        iniciais = super().get_initial()
        if iniciais:
            iniciais["participantes"] = "\n".join(iniciais["participantes"])
        return iniciais

    def gravar(self, form) -> str:
        reuniao = servicos.registrar_reuniao(
            self.implantacao, ITEM_DA_REUNIAO[self.item], self.dados(form)
        )
        return f"Reunião com {len(reuniao.participantes)} pessoas."


class MultiplicadoresView(PaginaDeCapacitacao):
    """A lista de multiplicadores: inclui um por vez e retira quem não tem presença."""

    item = "multiplicadores_indicados"
    form_class = forms.MultiplicadorForm
    template_name = "capacitacao/multiplicadores.html"
    mensagem = "Lista atualizada."

    def gravar(self, form) -> str:
        servicos.incluir_multiplicador(self.implantacao, form.cleaned_data)
        return "Multiplicador incluído."

    def get_success_url(self):
        return reverse("capacitacao:multiplicadores", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        lista = Multiplicador.objects.filter(implantacao=self.implantacao)
        return super().get_context_data(**kwargs, multiplicadores=lista)


class RetirarView(PaginaDeCapacitacao):
    """Confirma e retira uma linha: multiplicador ou sessão."""

    form_class = forms.FormularioSemBotao
    template_name = "capacitacao/retirar.html"
    modelo: type
    volta: str
    mensagem = "Retirado."

    @cached_property
    def objeto(self):
        return get_object_or_404(self.modelo, pk=self.kwargs["pk"], implantacao=self.implantacao)

    def retirar(self) -> None:
        raise NotImplementedError

    def gravar(self, form) -> str:
        nome = self.modelo._meta.verbose_name
        self.retirar()
        return f"Retirou {nome} da lista."

    def get_success_url(self):
        return reverse(self.volta, args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, objeto=self.objeto, url_de_volta=self.get_success_url()
        )


class RetirarMultiplicadorView(RetirarView):
    item = "multiplicadores_indicados"
    modelo = Multiplicador
    volta = "capacitacao:multiplicadores"

    def retirar(self):
        servicos.retirar_multiplicador(self.objeto)


class DesmarcarSessaoView(RetirarView):
    item = "agenda_marcada"
    modelo = Sessao
    volta = "capacitacao:agenda"

    def retirar(self):
        servicos.desmarcar_sessao(self.objeto)


class AgendaView(PaginaDeCapacitacao):
    """A agenda: marca sessões e mostra as marcadas."""

    item = "agenda_marcada"
    form_class = forms.SessaoForm
    template_name = "capacitacao/agenda.html"
    mensagem = "Sessão marcada."

    def gravar(self, form) -> str:
        sessao = servicos.marcar_sessao(self.implantacao, form.cleaned_data)
        return f"{sessao}."

    def get_success_url(self):
        return reverse("capacitacao:agenda", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        sessoes = Sessao.objects.filter(implantacao=self.implantacao)
        return super().get_context_data(**kwargs, sessoes=sessoes)


class SessoesView(PaginaDeCapacitacao):
    """As sessões a registrar; cada uma tem a sua página."""

    item = "multiplicadores_capacitados"
    tipo = TipoDeSessao.MULTIPLICADORES
    form_class = forms.FormularioSemBotao
    template_name = "capacitacao/sessoes.html"
    pagina_da_sessao = "capacitacao:presenca"
    mensagem = "Conferido."

    def gravar(self, form) -> str:
        return "Sessões conferidas, sem mudança."

    def get_context_data(self, **kwargs):
        sessoes = Sessao.objects.filter(implantacao=self.implantacao, tipo=self.tipo)
        return super().get_context_data(
            **kwargs,
            sessoes=[
                {
                    "sessao": s,
                    "url": reverse(self.pagina_da_sessao, args=[self.implantacao.pk, s.pk]),
                }
                for s in sessoes
            ],
        )


class WebinarView(SessoesView):
    item = "webinar_realizado"
    tipo = TipoDeSessao.WEBINAR
    pagina_da_sessao = "capacitacao:webinar_feito"


class PresencaView(PaginaDeCapacitacao):
    """Uma sessão de multiplicadores que aconteceu."""

    item = "multiplicadores_capacitados"
    tipo = TipoDeSessao.MULTIPLICADORES
    form_class = forms.PresencaForm
    datado = "realizada_em"
    mensagem = "Presença registrada."
    volta = "capacitacao:sessoes"

    @cached_property
    def guardado(self):
        sessao = get_object_or_404(
            Sessao.objects.select_related("arquivo", "implantacao"),
            pk=self.kwargs["sessao_id"],
            implantacao=self.implantacao,
        )
        if sessao.tipo != self.tipo:
            raise Http404
        return sessao

    def get_initial(self):
        return {
            "realizada_em": self.guardado.realizada_em or self.guardado.data,
            "presentes": self.guardado.presencas.values_list("multiplicador", flat=True),
            "participantes": self.guardado.participantes,
        }

    def get_form_kwargs(self):
        lista = Multiplicador.objects.filter(implantacao=self.implantacao)
        return super().get_form_kwargs() | {"multiplicadores": lista}

    def gravar(self, form) -> str:
        dados = self.dados(form)
        presentes = dados.pop("presentes", ())
        sessao = servicos.realizar_sessao(self.guardado, dados, presentes)
        return f"Sessão feita, com {sessao.participantes} pessoas."

    def get_success_url(self):
        return reverse(self.volta, args=[self.implantacao.pk])


class WebinarFeitoView(PresencaView):
    """Um webinar que aconteceu: basta o número de pessoas."""

    item = "webinar_realizado"
    tipo = TipoDeSessao.WEBINAR
    form_class = forms.RealizadaForm
    volta = "capacitacao:webinar"

    def get_form_kwargs(self):
        return FatoFormView.get_form_kwargs(self)


class ProdutoView(PaginaDeCapacitacao):
    """A entrega de um dos produtos; `item` diz qual."""

    form_class = forms.EntregaForm
    datado = "entregue_em"
    mensagem = "Entrega registrada."

    @property
    def produto(self) -> Produto:
        return ITEM_DO_PRODUTO[self.item]

    @cached_property
    def guardado(self):
        return (
            EntregaDeProduto.objects.select_related("arquivo")
            .filter(implantacao=self.implantacao, produto=self.produto)
            .first()
        )

    def gravar(self, form) -> str:
        servicos.entregar_produto(self.implantacao, self.produto, self.dados(form))
        return f"{self.produto.label}: entregue."


class ProntidaoView(PaginaDeCapacitacao):
    item = "prontidao_confirmada"
    form_class = forms.ProntidaoForm
    mensagem = "Respostas guardadas."

    @cached_property
    def guardado(self):
        return Prontidao.objects.filter(implantacao=self.implantacao).first()

    def gravar(self, form) -> str:
        prontidao = servicos.responder_prontidao(self.implantacao, form.cleaned_data)
        pendentes = len(prontidao.pendentes)
        return (
            f"{pendentes} perguntas ainda com «não»." if pendentes else "Tudo respondido com sim."
        )


class OperacaoView(PaginaDeCapacitacao):
    @cached_property
    def guardado(self):
        return (
            OperacaoAssistida.objects.select_related("arquivo")
            .filter(implantacao=self.implantacao)
            .first()
        )


class AberturaView(OperacaoView):
    item = "operacao_assistida_aberta"
    form_class = forms.AberturaForm
    datado = "aberta_em"
    mensagem = "Operação assistida aberta."

    def gravar(self, form) -> str:
        servicos.abrir_operacao(self.implantacao, self.dados(form))
        return "Operação assistida aberta."


class EncerramentoView(OperacaoView):
    item = "operacao_assistida_encerrada"
    form_class = forms.EncerramentoForm
    datado = "encerrada_em"
    mensagem = "Operação assistida encerrada."

    def gravar(self, form) -> str:
        servicos.encerrar_operacao(self.implantacao, self.dados(form))
        return "Operação assistida encerrada."


class AtendimentosView(PaginaDeCapacitacao):
    """O diário da operação assistida: uma dúvida por vez."""

    item = "atendimentos_registrados"
    form_class = forms.AtendimentoForm
    template_name = "capacitacao/atendimentos.html"
    mensagem = "Registrado."

    def gravar(self, form) -> str:
        servicos.registrar_atendimento(self.implantacao, form.cleaned_data)
        return "Dúvida registrada."

    def get_success_url(self):
        return reverse("capacitacao:atendimentos", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        lista = Atendimento.objects.filter(implantacao=self.implantacao)
        return super().get_context_data(**kwargs, atendimentos=lista)


class SemDuvidasView(PaginaDeCapacitacao):
    """Diz que não houve dúvida a registrar."""

    item = "atendimentos_registrados"
    form_class = forms.FormularioSemBotao
    template_name = "capacitacao/sem_duvidas.html"
    mensagem = "Registrado que não houve dúvida."

    def gravar(self, form) -> str:
        servicos.declarar_sem_duvidas(self.implantacao)
        return "Não houve dúvida a registrar."
