"""A página do município, a sua história e o começo de uma implantação."""

from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin, administra
from seicidades.fluxo import servicos, tempos
from seicidades.fluxo.atos import ATOS
from seicidades.fluxo.correcoes import Correcoes
from seicidades.fluxo.forms import IniciarForm
from seicidades.fluxo.leitura import titulares
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.recados import recados_da_cidade
from seicidades.fluxo.registro import eventos_de
from seicidades.fluxo.saude import saude_das_trilhas
from seicidades.fluxo.views.contatos import resumo_dos_contatos
from seicidades.fluxo.views.retrato import A_ANALISAR, RetratoMixin
from seicidades.municipios.models import Orgao

POR_PAGINA = 50
RECENTES = 6
_ATOS_DA_GERENCIA = (
    TipoDeComando.ENTRAR_EM_PRODUCAO,
    TipoDeComando.DECLARAR_BLOQUEIO,
    TipoDeComando.SUSPENDER,
    TipoDeComando.RETOMAR,
    TipoDeComando.DESISTIR,
    TipoDeComando.READMITIR,
)
# Com estas razões o botão nem aparece; com as demais, aparece e diz o que falta.
_FORA_DE_HORA = servicos.RECUSAS_DE_PAPEL | {"situacao_nao_aceita", "ja_em_producao"}


class CidadeView(RetratoMixin, TemplateView):
    """O que fazer agora, e a jornada do município."""

    template_name = "fluxo/cidade.html"

    def get_context_data(self, **kwargs):
        meus = [self.retrato.linha(i) for _, i in self.retrato.que_posso_fazer()]
        recentes = (a for a in reversed(self.andamentos) if a.tipo != TipoDeEvento.ITEM_SATISFEITO)
        return super().get_context_data(
            **kwargs,
            proxima=self.retrato.proxima,
            meus=[m for m in meus if m.titulo != self.retrato.proxima.titulo],
            interlocutores=self.interlocutores(),
            recados=recados_da_cidade(self.implantacao, self.request.user),
            aviso_previsto=self.aviso_previsto(),
            impedimentos=self.impedimentos_abertos(),
            recentes=self.linhas(islice(recentes, RECENTES)),
            atos=[a for a in self.atos() if a["url"] != self.retrato.proxima.url],
            em_analise=self.em_analise(),
            saude_da_trilha=self.saude_da_trilha(),
            como_chegamos=self.como_chegamos(),
            tempos=tempos.de_uma(
                self.implantacao.roteiro, eventos_de(self.andamentos), timezone.localdate()
            )[0],
            contatos=resumo_dos_contatos(self.implantacao, self.request.user),
        )

    @cached_property
    def correcoes(self) -> Correcoes:
        return Correcoes(self.implantacao.roteiro, self.andamentos)

    def saude_da_trilha(self):
        """Da linha que corre ao lado; nada, se o roteiro desta cidade não a tem."""
        calendarios = {self.implantacao.pk: self.calendario}
        return saude_das_trilhas(calendarios, timezone.localdate()).get(self.implantacao.pk)

    def como_chegamos(self) -> list[str]:
        """A conta do prazo da próxima ação."""
        proxima = self.retrato.proxima
        return self.por_que_esta_data.de(proxima.alvo) if proxima.prazo else []

    def interlocutores(self) -> list[dict]:
        nomes = titulares(self.vinculos)
        papeis = (Papel.REPRESENTANTE, *INTERLOCUTORES)
        return [{"papel": p.rotulo, "nome": nomes.get(p.value, "")} for p in papeis]

    def impedimentos_abertos(self) -> list[dict]:
        """Cada impedimento, o que se contou dele e, para quem pode resolvê-lo, o endereço."""
        abertos = self.retrato.bloqueios
        textos = {a.seq: a.dados.get("pedido", {}).get("texto", "") for a in self.andamentos}
        return [
            b | {"url": self._url_de_resolver(b["seq"]), "texto": textos.get(b["seq"], "")}
            for b in abertos
        ]

    def _url_de_resolver(self, seq: int) -> str:
        comando = Comando(TipoDeComando.RESOLVER_BLOQUEIO, dados={"bloqueio": seq})
        if self.impedimentos(comando):
            return ""
        return self.url_do_comando(comando.tipo, f"?bloqueio={seq}")

    def em_analise(self) -> list[Etapa]:
        """Etapas à espera desta pessoa, se ela analisa."""
        if not self.analisa:
            return []
        etapas = self.implantacao.roteiro.etapas
        return [e for e in etapas if self.estado.etapa(e.chave).situacao in A_ANALISAR]

    def atos(self) -> list[dict]:
        """O que a gerência pode fazer com a implantação inteira, agora."""
        if Papel.GERENTE not in self.papeis:
            return []
        possiveis = [
            {"titulo": ATOS[tipo].titulo, "url": self.url_do_comando(tipo)}
            for tipo in _ATOS_DA_GERENCIA
            if tipo != TipoDeComando.ENTRAR_EM_PRODUCAO or self.retrato.na_ultima_etapa
            if not any(r.codigo in _FORA_DE_HORA for r in self.impedimentos(Comando(tipo)))
        ]
        inicio, producao = self.estado.inicio_seq, self.estado.producao_seq
        return [
            *possiveis,
            *self.ato_de_retificar(inicio, "ocorreu_em", "Retificar a data do início"),
            *self.ato_de_retificar(producao, "data", "Retificar a entrada em produção"),
        ]


class HistoriaView(RetratoMixin, TemplateView):
    """Tudo o que aconteceu, do mais novo ao mais velho."""

    template_name = "fluxo/historia.html"

    def get_context_data(self, **kwargs):
        andamentos = self.implantacao.andamentos.select_related("ator").order_by("-seq")
        pagina = Paginator(andamentos, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs, pagina=pagina, eventos=self.linhas(pagina.object_list)
        )


class IniciarView(ExigePapelDoEstadoMixin, FormView):
    """A gerência começa a implantação de um órgão."""

    template_name = "fluxo/iniciar.html"
    form_class = IniciarForm
    papeis_do_estado = frozenset({Papel.GERENTE})

    def get_form_kwargs(self):
        orgaos = Orgao.objects.filter(implantacao=None).select_related("municipio")
        return super().get_form_kwargs() | {"orgaos": orgaos}

    def get_initial(self):
        return {"orgao": self.request.GET.get("orgao", "")}

    def form_valid(self, form):
        orgao = form.cleaned_data["orgao"]
        if not administra(self.request.user, orgao):
            form.add_error(
                "orgao",
                "Este órgão está na carteira de outra pessoa. "
                "Peça a ela que inicie, ou à administração que mude a carteira.",
            )
            return self.form_invalid(form)
        try:
            implantacao, _ = servicos.iniciar(
                orgao,
                self.request.user,
                chave=f"iniciar:{orgao.pk}",
                ocorreu_em=form.cleaned_data["ocorreu_em"],
            )
        except servicos.Recusado as recusado:
            for recusa in recusado.recusas:
                form.add_error(None, f"{recusa.mensagem} {recusa.saida}")
            return self.form_invalid(form)
        except servicos.ImplantacaoOcupada as ocupada:
            form.add_error(None, str(ocupada))
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"A implantação de {orgao.municipio.nome} começou. Agora convide as pessoas.",
        )
        return redirect("contas:pessoas", implantacao.orgao_id)
