"""As páginas de um comando: a de confirmação, comum a todos, e a de pedir ajuda."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.permissoes import Permissao, gerentes_de
from seicidades.fluxo.atos import ATOS, Ato
from seicidades.fluxo.consequencias import consequencias
from seicidades.fluxo.forms import AjudaForm, DiaUtilForm
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.paginas import EmNomeDeMixin, EnvioMixin, recusas_com_link
from seicidades.fluxo.paginas.base import A_COMPROVAR, FALA_PELO_ITEM, PaginaDaImplantacaoMixin

_COM_FATOS = (TipoDeComando.ENVIAR_ETAPA, TipoDeComando.ENTRAR_EM_PRODUCAO)
_ALGARISMOS = 9


class ComandoView(EmNomeDeMixin, EnvioMixin, FormView):
    """Um comando: GET mostra o que vai acontecer; só POST faz.

    O endereço diz o alvo (`item` ou `etapa`) ou o andamento de que se trata
    (`bloqueio`, ou `seq` e `campo`); o que não existe responde 404.
    """

    template_name = "fluxo/comando.html"

    @cached_property
    def ato(self) -> Ato:
        try:
            return ATOS[self.kwargs["comando"]]
        except KeyError:
            raise Http404 from None

    @property
    def permissao(self) -> Permissao:
        return self.ato.permissao

    @cached_property
    def item_definicao(self) -> Item | None:
        return self._do_roteiro("item", self.implantacao.roteiro.itens)

    @cached_property
    def etapa(self) -> Etapa | None:
        return self._do_roteiro("etapa", self.implantacao.roteiro.por_chave)

    def _do_roteiro(self, nome: str, conhecidos: dict):
        chave = self.request.GET.get(nome, "")
        if not chave or nome not in self.ato.alvos:
            return None
        if chave not in conhecidos:
            raise Http404
        return conhecidos[chave]

    @cached_property
    def alvo(self) -> Item | Etapa | None:
        alvo = self.item_definicao or self.etapa
        if self.ato.alvos and alvo is None:
            raise Http404
        return alvo

    @cached_property
    def do_endereco(self) -> dict:
        """Que impedimento se resolve, ou que andamento e campo se retificam."""
        dados = {}
        for nome in self.ato.do_endereco:
            valor = self.request.GET.get(nome, "")
            if nome == "campo":
                dados[nome] = valor
            elif valor.isascii() and valor.isdigit() and len(valor) <= _ALGARISMOS:
                dados[nome] = int(valor)
            else:
                raise Http404
        return dados

    @cached_property
    def em_nome_de(self) -> str:
        """Enviar em nome de quem envia, pedir dispensa ou reabrir em nome do papel do item."""
        if self.ato.comando == TipoDeComando.ENVIAR_ETAPA and self.etapa:
            fala = Papel.GERENTE in self.papeis and self.etapa.papel_de_envio not in self.papeis
            return str(self.etapa.papel_de_envio) if fala else ""
        if self.ato.comando in FALA_PELO_ITEM:
            return EmNomeDeMixin.em_nome_de.func(self)
        return ""

    def get_form_class(self):
        return self.ato.form

    def get_form_kwargs(self):
        extras = {}
        if self.ato.comando == TipoDeComando.REABRIR_ETAPA:
            extras["itens"] = self.alvo.itens
        elif self.ato.comando == TipoDeComando.DECLARAR_BLOQUEIO:
            extras["alvos"] = alvos(self)
        if issubclass(self.ato.form, DiaUtilForm):
            extras["calendario"] = self.calendario
        return super().get_form_kwargs() | extras

    def comando(self, dados: dict) -> Comando:
        item, etapa = self.item_definicao, self.etapa
        return Comando(
            self.ato.comando,
            item=item.chave if item else "",
            etapa=etapa.chave if etapa and not item else "",
            dados=dados | self.do_endereco,
        )

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.nome_confere() & self.envio_confere(form):
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form):
        if recusada := self.tentar(lambda: self.dar(form.cleaned_data), form):
            return recusada
        messages.success(self.request, self.ato.mensagem)
        return redirect(self.url_de_volta())

    def dar(self, limpos: dict) -> None:
        """Guarda o comprovante e dá o comando: juntos, ou nada."""
        dados = self.ato.dados(limpos)
        if self.nome_form:
            arquivos = [str(a.pk) for a in self.guardar_comprovante()]
            dados |= {"comprovacao": self.comprovacao(), "arquivos": arquivos}
        self.executar(self.comando(dados), em_nome_de=self.em_nome_de or None, origem=self.origem())

    def url_de_volta(self) -> str:
        if isinstance(self.alvo, Item):
            return self.url_da_etapa(self.implantacao.roteiro.etapa_do_item[self.alvo.chave].chave)
        return self.url_da_etapa(self.alvo.chave) if self.alvo else self.url_da_cidade()

    def consequencias_daqui(self) -> list[str]:
        """O que este comando faria nesta implantação, com os nomes."""
        return consequencias(
            self.implantacao.roteiro, self.estado, self.ato.comando, self.etapa, self.do_endereco
        )

    def get_context_data(self, **kwargs):
        titulo = self.alvo.titulo if self.alvo else ""
        etapas = self.implantacao.roteiro.etapas if self.ato.comando in _COM_FATOS else ()
        recusas = self.por_que_nao(self.comando(A_COMPROVAR), etapas, self.em_nome_de)
        return super().get_context_data(
            **kwargs,
            ato=self.ato,
            titulo=self.ato.titulo.format(alvo=titulo),
            nome_form=self.nome_form,
            consequencias=[*self.ato.consequencias, *self.consequencias_daqui()],
            recusas=recusas_com_link(self.implantacao, recusas),
            url_de_volta=self.url_de_volta(),
        )


def alvos(pagina: PaginaDaImplantacaoMixin) -> list[tuple[str, list[tuple[str, str]]]]:
    """Etapas e itens, agrupados, para dizer sobre o que é um pedido."""
    return [
        (e.titulo, [(e.chave, f"A etapa {e.titulo}"), *((i.chave, i.titulo) for i in e.itens)])
        for e in pagina.implantacao.roteiro.etapas
    ]


class AjudaView(EnvioMixin, FormView):
    """Pedir ajuda: chega à gerência, e a vez passa à Prodesp."""

    template_name = "fluxo/ajuda.html"
    form_class = AjudaForm
    permissao = Permissao.PREENCHER

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"alvos": alvos(self)}

    def get_initial(self):
        return {"alvo": self.request.GET.get("alvo", "")}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.envio_confere(form):
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form):
        dados = {**form.cleaned_data, "dono": Lado.PRODESP.value}
        comando = Comando(TipoDeComando.DECLARAR_BLOQUEIO, dados=dados)
        if recusada := self.tentar(lambda: self.executar(comando), form):
            return recusada
        messages.success(
            self.request, "Pedido feito. A vez é da Prodesp e o prazo do município não corre."
        )
        return redirect(self.url_da_cidade())

    def get_context_data(self, **kwargs):
        gerente = gerentes_de(self.orgao).first()
        return super().get_context_data(**kwargs, gerente=gerente.usuario if gerente else None)
